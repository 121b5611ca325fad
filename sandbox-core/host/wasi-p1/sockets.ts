// WASI preview 1: sock_*. No descriptor of a guest is a socket, so each answers NOTSOCK, or BADF for no descriptor at all;
// nothing is asked of the policy and nothing can be performed.
import { ERRNO, type Errno } from '../errno.ts';
import type { HostCall } from '../host-call.ts';
import { parameter, wasiFunction, type HostFunction } from '../host-function.ts';

const fd = parameter('fd', 'fd');

export const SOCKET_FUNCTIONS: readonly HostFunction[] = [
  wasiFunction({
    name: 'sock_accept',
    action: 'net.listen',
    parameters: [fd, parameter('flags', 'integer'), parameter('result', 'out')],
    resolve: noSocket,
  }),
  wasiFunction({
    name: 'sock_recv',
    action: 'net.transfer',
    parameters: [
      fd,
      parameter('ri_data', 'vectors'),
      parameter('ri_data_len', 'count'),
      parameter('ri_flags', 'flags', 'i32', ['peek', 'waitall']),
      parameter('ro_datalen', 'out'),
      parameter('ro_flags', 'out'),
    ],
    resolve: noSocket,
  }),
  wasiFunction({
    name: 'sock_send',
    action: 'net.transfer',
    parameters: [
      fd,
      parameter('si_data', 'vectors'),
      parameter('si_data_len', 'count'),
      parameter('si_flags', 'integer'),
      parameter('so_datalen', 'out'),
    ],
    resolve: noSocket,
  }),
  wasiFunction({
    name: 'sock_shutdown',
    action: 'net.transfer',
    parameters: [fd, parameter('how', 'flags', 'i32', ['rd', 'wr'])],
    resolve: noSocket,
  }),
];

/** The denied root is not a descriptor anybody gave the guest, so here it is none at all. */
function noSocket(call: HostCall): Errno {
  const descriptor = call.guest.descriptors.get(call.u32(0));
  if (descriptor === undefined) return ERRNO.BADF;
  return descriptor.kind === 'directory' && descriptor.mount.isDeniedRoot ? ERRNO.BADF : ERRNO.NOTSOCK;
}
