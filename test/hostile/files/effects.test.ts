// THREATS 7 to 20: what a guest does to files and descriptors once it has them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../sandbox-core/limits/limits.ts';
import { hostFiles, nodeHostFiles } from '../../../sandbox-core/platform/node/host-files.ts';
import type { MountRight } from '../../../sandbox-core/policy/manifest.ts';
import { ALL, AT, DirectGuest, memoryPlan, OPEN, READ, WRITE } from '../../fixtures/host/direct-guest.ts';
import { testPlan } from '../../fixtures/host/guest-environment.ts';
import { guestOn, hostFolder, planFor } from '../../fixtures/host/host-folder.ts';

const CREATE = { oflags: OPEN.CREATE, rights: READ | WRITE };

test('7: nothing truncates, creates or writes on a read-only mount', () => {
  const { mounted } = hostFolder();
  const guest = guestOn(mounted, ['read']);
  const tries = [
    { oflags: OPEN.TRUNCATE },
    { oflags: OPEN.CREATE },
    { rights: WRITE },
    { oflags: OPEN.CREATE | OPEN.TRUNCATE, rights: READ | WRITE },
  ];
  for (const how of tries) expect(guest.open(3, 'hello.txt', how)).toBe('ACCES');
  const fd = Number(guest.open(3, 'hello.txt', { rights: ALL & ~WRITE }));
  const changes = [
    guest.write(fd, 'x'),
    guest.call('fd_filestat_set_size', fd, 0n),
    guest.call('fd_allocate', fd, 0n, 100n),
    guest.call('fd_filestat_set_times', fd, 1n, 1n, 5),
    guest.call('path_filestat_set_times', 3, 0, ...guest.text('hello.txt'), 1n, 1n, 5),
    guest.call('fd_filestat_set_times', 3, 1n, 1n, 5),
  ];
  expect(changes).toEqual(['NOTCAPABLE', 'ACCES', 'ACCES', 'ACCES', 'ACCES', 'ACCES']);
  expect(readFileSync(join(mounted, 'hello.txt'), 'utf8')).toBe('hello');
});

test('8: no name moves from a mount to one with other rights', () => {
  const { mounted, outside } = hostFolder();
  const source = (path: string): { kind: 'host'; path: string } => ({ kind: 'host', path });
  const mounts = (own: MountRight[], other: MountRight[]): DirectGuest =>
    new DirectGuest({
      plan: testPlan({
        mounts: [
          { guest: '/a', source: source(mounted), rights: own },
          { guest: '/b', source: source(outside), rights: other },
        ],
      }),
      hostFiles: nodeHostFiles,
    });
  const move = (guest: DirectGuest): string[] => [
    guest.call('path_link', 3, 0, ...guest.text('hello.txt'), 4, ...guest.secondText('stolen')),
    guest.call('path_rename', 3, ...guest.text('hello.txt'), 4, ...guest.secondText('stolen')),
  ];
  expect(move(mounts(['read'], ['read', 'write', 'create']))).toEqual(['ACCES', 'ACCES']);
  expect(move(mounts(['read', 'create'], ['read', 'write', 'create']))).toEqual(['ACCES', 'ACCES']);
  expect(move(mounts(['read', 'write', 'create'], ['read']))).toEqual(['ACCES', 'ACCES']);
  expect(move(mounts(['read', 'write', 'create'], ['read', 'write', 'create']))).toEqual(['XDEV', 'XDEV']);
  expect(readdirSync(outside)).toEqual(['secret.txt']);
});

test('9: fd_renumber to itself, to a closed number, to a preopen', () => {
  const guest = guestOn(hostFolder().mounted);
  const fd = Number(guest.open(3, 'hello.txt', { rights: READ }));
  expect(guest.call('fd_renumber', fd, fd)).toBe('SUCCESS');
  for (const to of [fd + 1, 1000, 2 ** 31 - 1, -1]) expect(guest.call('fd_renumber', fd, to)).toBe('BADF');
  expect(guest.call('fd_renumber', fd, 3)).toBe('SUCCESS');
  // The rights of the file came along, those of the preopen are gone.
  expect([guest.open(3, 'hello.txt'), guest.write(3, 'x'), guest.read(3), guest.call('fd_prestat_get', 3, AT.out)]).toEqual([
    ...['NOTDIR', 'NOTCAPABLE', 'hello', 'BADF'],
  ]);
});

test('10: closing and moving descriptors 0, 1 and 2 leaves the host’s own alone', () => {
  const own = [0, 1, 2].map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
  const guest = guestOn(hostFolder().mounted);
  const fd = Number(guest.open(3, 'hello.txt'));
  expect([guest.call('fd_renumber', fd, 1), ...[0, 1, 2].map((one) => guest.call('fd_close', one))]).toEqual(
    Array(4).fill('SUCCESS'),
  );
  expect(guest.write(1, 'x')).toBe('BADF');
  expect([0, 1, 2].map((one) => readlinkSync(`/proc/self/fd/${one}`))).toEqual(own);
});

test('11: without mounts, a guest has the denied root and nothing else', () => {
  const guest = new DirectGuest();
  expect([3, 4].map((fd) => guest.call('fd_prestat_get', fd, AT.out))).toEqual(['SUCCESS', 'BADF']);
  expect(
    ['.', 'package.json', 'tmp', '../..'].map((path) => guest.open(3, path, { oflags: OPEN.DIRECTORY, rights: ALL & ~WRITE })),
  ).toEqual([4, 'NOTCAPABLE', 'NOTCAPABLE', 'NOTCAPABLE']);
  expect([guest.call('fd_readdir', 4, AT.data, 4096, 2n, AT.out), guest.u32(AT.out)]).toEqual(['SUCCESS', 0]);
  expect(guest.call('path_create_directory', 4, ...guest.text('x'))).toBe('NOTCAPABLE');
});

test('12: device names, streams and foreign separators are no names', () => {
  const { mounted } = hostFolder();
  const guest = guestOn(mounted);
  const names = ['CON', 'nul.txt', 'COM¹', 'hello.txt:stream', '\\\\?\\C:', 'a\\..\\b', 'x.', 'folder/AUX'];
  for (const name of names) expect([name, guest.open(3, name, CREATE)]).toEqual([name, 'INVAL']);
  expect(readdirSync(mounted).sort()).toEqual(['folder', 'hello.txt']);
});

test.for(['walked', 'checked'] as const)('13: the root and the kernel’s own trees are never mounted (%s)', (strength) => {
  for (const path of ['/', '/proc', '/sys', '/dev', '/proc/self', '/dev/shm', '/proc/self/root', '/tmp/..']) {
    const open = (): DirectGuest => new DirectGuest({ plan: planFor(path, ['read']), hostFiles: hostFiles(strength) });
    expect(open).toThrow('the tree for /data cannot be opened: PERM');
  }
});

test('15: a guest at its limit of open files spends none of the host’s', () => {
  const { mounted } = hostFolder();
  const before = readdirSync('/proc/self/fd').length;
  const guest = guestOn(mounted, ['read'], { limits: { ...DEFAULT_LIMITS, openFiles: 8 } });
  const answers = Array.from({ length: 2000 }, () => guest.open(3, 'hello.txt'));
  expect(answers.slice(0, 9)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 'MFILE']);
  expect(readdirSync('/proc/self/fd').length - before).toBeLessThanOrEqual(9);
  expect(guestOn(mounted).open(3, 'hello.txt')).toBe(5);
});

test('16: files do not grow without bound, by holes neither', () => {
  const { mounted } = hostFolder();
  for (const guest of [guestOn(mounted), new DirectGuest({ plan: memoryPlan() })]) {
    const fd = Number(guest.open(3, 'bomb', { oflags: OPEN.CREATE, rights: ALL }));
    guest.text('x', AT.data);
    const answers = [
      guest.call('fd_pwrite', fd, ...guest.vector(1), 2n ** 62n, AT.out),
      guest.call('fd_pwrite', fd, ...guest.vector(1), 2n ** 50n, AT.out),
      guest.call('fd_allocate', fd, 0n, 2n ** 62n),
      guest.call('fd_allocate', fd, 2n ** 63n, 2n ** 63n),
      guest.call('fd_filestat_set_size', fd, 2n ** 52n),
    ];
    expect(answers).toEqual(['INVAL', 'FBIG', 'FBIG', 'FBIG', 'FBIG']);
    guest.call('fd_filestat_get', fd, AT.data);
    expect(guest.u64(AT.data + 32)).toBe(0n);
  }
  expect(statSync(join(mounted, 'bomb')).blocks).toBe(0);
});

test('16: trees in memory have one quota together, and give back what is deleted', () => {
  const source = { kind: 'memory' as const };
  const rights = ['read', 'write', 'create'] as const;
  const guest = new DirectGuest({
    plan: testPlan({
      mounts: [
        { guest: '/a', source, rights },
        { guest: '/b', source, rights },
      ],
    }),
  });
  const sized = (fd: number, name: string): string => {
    const file = Number(guest.open(fd, name, { oflags: OPEN.CREATE, rights: ALL }));
    const errno = guest.call('fd_filestat_set_size', file, 40n << 20n);
    guest.call('fd_close', file);
    return errno;
  };
  expect([sized(3, 'one'), sized(4, 'two')]).toEqual(['SUCCESS', 'DQUOT']);
  guest.call('path_unlink_file', 3, ...guest.text('one'));
  expect(sized(4, 'two')).toBe('SUCCESS');
});

test('17: a listing moves on or says INVAL, for any cookie and any buffer', () => {
  const { mounted } = hostFolder();
  mkdirSync(join(mounted, 'many'));
  for (let index = 0; index < 300; index++) writeFileSync(join(mounted, 'many', `file-${index}`), '');
  const guest = guestOn(mounted);
  const fd = Number(guest.open(3, 'many', { oflags: OPEN.DIRECTORY, rights: ALL & ~WRITE }));
  for (const length of [0, 1, 23]) expect(guest.call('fd_readdir', fd, AT.data, length, 0n, AT.out)).toBe('INVAL');
  for (const size of [40, 333, 4096]) expect([size, listAll(guest, fd, size).size]).toEqual([size, 302]);
  for (const cookie of [2n ** 63n, 2n ** 53n]) expect(guest.call('fd_readdir', fd, AT.data, 4096, cookie, AT.out)).toBe('INVAL');
  expect([guest.call('fd_readdir', fd, AT.data, 4096, 5000n, AT.out), guest.u32(AT.out)]).toEqual(['SUCCESS', 0]);
});

/** Reads a directory as libc does: what was cut is asked for again by its cookie. Stops where nothing whole comes. */
function listAll(guest: DirectGuest, fd: number, size: number): Set<string> {
  const names = new Set<string>();
  for (let cookie = 0n; ;) {
    expect(guest.call('fd_readdir', fd, AT.data, size, cookie, AT.out)).toBe('SUCCESS');
    const used = guest.u32(AT.out);
    const before = cookie;
    for (let at = 0; at + 24 <= used;) {
      const length = guest.u32(AT.data + at + 16);
      if (at + 24 + length > used) break;
      names.add(Buffer.from(guest.bytes.slice(AT.data + at + 24, AT.data + at + 24 + length)).toString());
      cookie = guest.u64(AT.data + at);
      at += 24 + length;
    }
    if (cookie === before) return names;
  }
}

test('18: a FIFO is refused at once, never waited for', () => {
  const { mounted } = hostFolder();
  execFileSync('mkfifo', [join(mounted, 'pipe')]);
  const guest = guestOn(mounted);
  const before = performance.now();
  const ways = [{ rights: READ }, { rights: WRITE }, { rights: READ | WRITE }, { oflags: OPEN.TRUNCATE, rights: WRITE }];
  for (const how of ways) expect(guest.open(3, 'pipe', how)).toBe('ACCES');
  expect(performance.now() - before).toBeLessThan(1000);
});

test('19: rights only shrink, whatever is opened, moved and asked for', () => {
  const right = fc.bigInt({ min: 0n, max: ALL });
  fc.assert(
    fc.property(right, right, right, right, (base, inheriting, wanted, again) => {
      const guest = new DirectGuest({ plan: memoryPlan(), files: [{ path: '/data/f', bytes: new Uint8Array() }] });
      guest.call('fd_fdstat_get', 3, AT.out);
      const [own, passed] = [guest.u64(AT.out + 8), guest.u64(AT.out + 16)];
      const narrowed = guest.call('fd_fdstat_set_rights', 3, base & own, inheriting & passed);
      expect(narrowed).toBe('SUCCESS');
      const opened = guest.call('path_open', 3, 0, ...guest.text('f'), 0, wanted, wanted, 0, AT.out);
      const mayOpen = (base & own & (1n << 13n)) !== 0n && (wanted & ~(inheriting & passed)) === 0n;
      expect(opened).toBe(mayOpen ? 'SUCCESS' : 'NOTCAPABLE');
      if (!mayOpen) return;
      const fd = guest.u32(AT.out);
      guest.call('fd_fdstat_get', fd, AT.out);
      const has = guest.u64(AT.out + 8);
      expect(has & ~wanted).toBe(0n);
      const grows = (again & ~has) !== 0n;
      expect(guest.call('fd_fdstat_set_rights', fd, again, 0n)).toBe(grows ? 'NOTCAPABLE' : 'SUCCESS');
    }),
  );
});

test('20: times change only where writing is allowed', () => {
  const { mounted } = hostFolder();
  const set = (guest: DirectGuest, path: string): string =>
    guest.call('path_filestat_set_times', 3, 0, ...guest.text(path), 1n, 1n, 5);
  expect([set(guestOn(mounted, ['read']), 'hello.txt'), set(guestOn(mounted, ['read', 'write']), '../mounted-secret')]).toEqual([
    'ACCES',
    'NOTCAPABLE',
  ]);
  expect(set(guestOn(mounted, ['read', 'write']), 'hello.txt')).toBe('SUCCESS');
  expect(statSync(join(mounted, 'hello.txt')).mtimeMs).toBeLessThan(1);
});
