// WASI preview 1: args_* and environ_*. A guest is given what the plan names and nothing of the host's (THREATS 27).
import type { Action } from '../../policy/request.ts';
import { ERRNO, type Errno } from '../errno.ts';
import type { Ask, HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';

type TextsOf = (call: HostCall) => readonly Uint8Array[];

const encoder = new TextEncoder();

const argumentTexts: TextsOf = ({ guest }) => guest.environment.plan.args.map(zeroEnded);
const environmentTexts: TextsOf = ({ guest }) => guest.environment.plan.env.map(([name, value]) => zeroEnded(`${name}=${value}`));

export const ARGUMENT_FUNCTIONS: readonly HostFunction[] = [
  get('args_get', 'args.read', 'argv', argumentTexts),
  sizes('args_sizes_get', 'args.read', 'argc', argumentTexts),
  get('environ_get', 'env.read', 'environ', environmentTexts),
  sizes('environ_sizes_get', 'env.read', 'environc', environmentTexts),
];

function sizes(name: string, action: Action, counted: string, textsOf: TextsOf): HostFunction {
  return wasiFunction({
    name,
    action,
    parameters: [parameter(counted, 'out'), parameter('buf_size', 'out')],
    answer: { name: counted, parameter: 0, bytes: 4, kind: 'integer' },
    resolve: (call) => {
      const { memory } = call.guest;
      if (!memory.has(call.u32(0), 4) || !memory.has(call.u32(1), 4)) return ERRNO.FAULT;
      return plain(action, () => {
        const texts = textsOf(call);
        call.results.u32(call.u32(0), texts.length);
        call.results.u32(call.u32(1), totalLength(texts));
        return ERRNO.SUCCESS;
      });
    },
  });
}

function get(name: string, action: Action, pointers: string, textsOf: TextsOf): HostFunction {
  return wasiFunction({
    name,
    action,
    parameters: [parameter(pointers, 'out'), parameter('buf', 'out')],
    resolve: (call) => {
      const texts = textsOf(call);
      const [array, buffer] = [call.u32(0), call.u32(1)];
      const { memory } = call.guest;
      if (!memory.has(array, texts.length * 4) || !memory.has(buffer, totalLength(texts))) return ERRNO.FAULT;
      return plain(action, () => {
        const { addresses, bytes } = layOut(texts, buffer);
        call.results.secret = action === 'env.read';
        call.results.bytes(array, addresses);
        call.results.bytes(buffer, bytes);
        return ERRNO.SUCCESS;
      });
    },
  });
}

function plain(action: Action, perform: () => Errno): Ask {
  return { action, resource: '', perform };
}

/** The texts one after the other, to stand at `buffer`, and the array of their addresses. */
function layOut(texts: readonly Uint8Array[], buffer: number): { addresses: Uint8Array; bytes: Uint8Array } {
  const addresses = new DataView(new ArrayBuffer(texts.length * 4));
  const bytes = new Uint8Array(totalLength(texts));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    addresses.setUint32(index * 4, buffer + at, true);
    bytes.set(text, at);
    at += text.length;
  }
  return { addresses: new Uint8Array(addresses.buffer), bytes };
}

function totalLength(texts: readonly Uint8Array[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function zeroEnded(text: string): Uint8Array {
  return encoder.encode(`${text}\0`);
}
