import { afterEach, expect, it, vi } from 'vitest';
import { ALL, AT, DirectGuest, memoryPlan, OPEN, READ, WRITE } from '../../test/fixtures/host/direct-guest.ts';
import type { Action } from '../policy/request.ts';
import { askedActions } from './asked-actions.ts';
import { HostCall } from './host-call.ts';
import { HOST_FUNCTIONS } from './host-functions.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** By host function, all that asks name and all that was decided on the way. */
function watchAsks(): ReadonlyMap<string, Set<Action>> {
  const asked = new Map<string, Set<Action>>();
  const note = (name: string, ...actions: Action[]): void => {
    asked.set(name, new Set([...(asked.get(name) ?? []), ...actions]));
  };
  for (const one of HOST_FUNCTIONS) {
    const resolve = one.resolve.bind(one);
    vi.spyOn(one, 'resolve').mockImplementation((call) => {
      const ask = resolve(call);
      if (typeof ask !== 'number') note(call.name, ask.action, ...(ask.also ?? []).map(({ action }) => action));
      return ask;
    });
  }
  const decide = HostCall.prototype.decide;
  vi.spyOn(HostCall.prototype, 'decide').mockImplementation(function (this: HostCall, action, resource) {
    note(this.name, action);
    return decide.call(this, action, resource);
  });
  return asked;
}

const MOUNT = 3;
const SHOWN_ROOT = 4;

function useDescriptors(guest: DirectGuest): void {
  const file = Number(guest.open(MOUNT, 'a', { oflags: OPEN.CREATE, rights: ALL }));
  guest.write(file, 'text');
  guest.call('fd_pwrite', file, ...guest.vector(4), 0n, AT.out);
  guest.read(file);
  guest.call('fd_pread', file, ...guest.vector(4), 0n, AT.out);
  guest.read(0);
  guest.write(1, 'text');
  guest.write(2, 'text');
  guest.call('fd_seek', file, 0n, 0, AT.out);
  guest.call('fd_tell', file, AT.out);
  for (const name of ['fd_sync', 'fd_datasync']) guest.call(name, file);
  guest.call('fd_advise', file, 0n, 1n, 0);
  guest.call('fd_allocate', file, 0n, 10n);
  guest.call('fd_filestat_set_size', file, 3n);
  guest.call('fd_filestat_set_times', file, 1n, 1n, 5);
  guest.call('fd_filestat_set_times', MOUNT, 1n, 1n, 5);
  for (const name of ['fd_fdstat_get', 'fd_filestat_get']) guest.call(name, file, AT.out);
  guest.call('fd_fdstat_set_flags', file, 0);
  guest.call('fd_fdstat_set_rights', file, 0n, 0n);
  guest.call('fd_prestat_get', MOUNT, AT.out);
  guest.call('fd_prestat_dir_name', MOUNT, AT.data, 5);
  for (const fd of [MOUNT, SHOWN_ROOT]) guest.call('fd_readdir', fd, AT.data, 4096, 0n, AT.out);
  const other = Number(guest.open(MOUNT, 'a'));
  guest.call('fd_renumber', file, other);
  guest.call('fd_close', other);
}

function usePaths(guest: DirectGuest): void {
  guest.open(MOUNT, 'a');
  guest.open(MOUNT, 'a', { rights: READ | WRITE });
  guest.open(MOUNT, '.', { oflags: OPEN.DIRECTORY });
  guest.open(MOUNT, 'b', { oflags: OPEN.CREATE | OPEN.TRUNCATE, rights: WRITE });
  guest.open(SHOWN_ROOT, '.', { oflags: OPEN.DIRECTORY, rights: 0n });
  for (const fd of [MOUNT, SHOWN_ROOT]) guest.call('path_filestat_get', fd, 0, ...guest.text('.'), AT.data);
  guest.call('path_filestat_set_times', MOUNT, 0, ...guest.text('a'), 1n, 1n, 5);
  guest.call('path_create_directory', MOUNT, ...guest.text('made'));
  guest.call('path_remove_directory', MOUNT, ...guest.text('made'));
  guest.call('path_symlink', ...guest.secondText('a'), MOUNT, ...guest.text('leads'));
  guest.call('path_readlink', MOUNT, ...guest.text('leads'), AT.data, 10, AT.out);
  // What a link leads to is asked for once more.
  guest.open(MOUNT, 'leads', { rights: READ | WRITE });
  guest.call('path_link', MOUNT, 0, ...guest.text('a'), MOUNT, ...guest.secondText('same'));
  guest.call('path_rename', MOUNT, ...guest.text('same'), MOUNT, ...guest.secondText('other'));
  guest.call('path_unlink_file', MOUNT, ...guest.text('other'));
}

function useTheRest(guest: DirectGuest): void {
  for (const name of ['args_get', 'args_sizes_get', 'environ_get', 'environ_sizes_get']) guest.call(name, AT.out, AT.data);
  guest.call('clock_res_get', 0, AT.out);
  guest.call('clock_time_get', 0, 0n, AT.out);
  guest.call('random_get', AT.data, 8);
  guest.call('sched_yield');
  guest.sleep(1);
  guest.view.setUint8(AT.vectors + 8, 2);
  guest.view.setUint32(AT.vectors + 16, 1, true);
  guest.call('poll_oneoff', AT.vectors, AT.data, 1, AT.out);
  guest.call('sock_accept', MOUNT, 0, AT.out);
  guest.call('sock_recv', MOUNT, ...guest.vector(4), 0, AT.out, AT.out);
  guest.call('sock_send', MOUNT, ...guest.vector(4), 0, AT.out);
  guest.call('sock_shutdown', MOUNT, 1);
}

function end(name: string): void {
  const guest = new DirectGuest({ plan: memoryPlan() });
  expect(() => guest.call(name, 1)).toThrow(WebAssembly.RuntimeError);
}

it('askedActions() lists what the gate is asked for each function, no more and no less', () => {
  const asked = watchAsks();
  const guest = new DirectGuest({ plan: memoryPlan() });
  useDescriptors(guest);
  usePaths(guest);
  useTheRest(guest);
  for (const name of ['proc_exit', 'proc_raise']) end(name);
  const listed = HOST_FUNCTIONS.map((one) => {
    const { name } = one.signature;
    return [name, name.startsWith('sock_') ? [] : askedActions(one).toSorted()] as const;
  });
  expect(HOST_FUNCTIONS.map(({ signature: { name } }) => [name, [...(asked.get(name) ?? [])].toSorted()])).toEqual(listed);
});
