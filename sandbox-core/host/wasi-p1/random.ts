// WASI preview 1: random_get. It cannot answer partially, so a request past the cap is refused (THREATS 25).
import { OPERATION_CAPS } from '../../limits/limits.ts';
import { ERRNO } from '../errno.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';

export const RANDOM_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'random_get',
    action: 'random.read',
    parameters: [parameter('buf', 'out'), parameter('buf_len', 'length')],
    resolve: (call) => {
      const [pointer, length] = [call.u32(0), call.u32(1)];
      if (!call.guest.memory.has(pointer, length)) return ERRNO.FAULT;
      if (length > OPERATION_CAPS.random) return ERRNO.INVAL;
      return {
        action: 'random.read',
        resource: '',
        perform: () => {
          const bytes = new Uint8Array(length);
          call.guest.random(bytes);
          call.results.bytes(pointer, bytes);
          return ERRNO.SUCCESS;
        },
      };
    },
  }),
];
