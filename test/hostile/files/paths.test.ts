// THREATS 1 to 6 and 14: paths that lead, or seem to lead, out of a mounted tree.
import { readdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errnoName } from '../../../sandbox-core/host/errno.ts';
import { isErrno } from '../../../sandbox-core/host/files/file-tree.ts';
import { openHostTree } from '../../../sandbox-core/host/files/host-tree.ts';
import { walk } from '../../../sandbox-core/host/files/walk.ts';
import { hostFiles, nodeHostFiles } from '../../../sandbox-core/platform/node/host-files.ts';
import { AT, OPEN, READ } from '../../fixtures/host/direct-guest.ts';
import { guestOn, hostFolder } from '../../fixtures/host/host-folder.ts';
import { raceOpens } from '../../fixtures/host/raced-opens.ts';

test('1: a guest makes a link that leads out, and cannot follow it', () => {
  const guest = guestOn(hostFolder().mounted);
  const targets = ['..', '../..', '../mounted-secret', 'folder/../../mounted-secret', './../mounted-secret/'];
  for (const [index, target] of targets.entries()) {
    expect(guest.call('path_symlink', ...guest.secondText(target), 3, ...guest.text(`link${index}`))).toBe('SUCCESS');
    expect(guest.open(3, `link${index}/secret.txt`)).toBe('NOTCAPABLE');
    expect(guest.last.outcome).toBe('denied');
    expect(guest.open(3, `link${index}`, { oflags: OPEN.DIRECTORY })).toBe('NOTCAPABLE');
    expect(guest.call('path_filestat_get', 3, 1, ...guest.text(`link${index}`), AT.data)).toBe('NOTCAPABLE');
  }
});

test('1: an absolute link is not made, and one that is there is not followed', () => {
  const { mounted, outside } = hostFolder();
  symlinkSync(join(outside, 'secret.txt'), join(mounted, 'absolute'));
  const guest = guestOn(mounted);
  expect(guest.call('path_symlink', ...guest.secondText('/etc/passwd'), 3, ...guest.text('mine'))).toBe('NOTCAPABLE');
  expect(guest.open(3, 'absolute')).toBe('NOTCAPABLE');
  expect(guest.open(3, 'absolute', { oflags: OPEN.TRUNCATE, rights: 1n << 6n })).toBe('NOTCAPABLE');
});

test('2: slashes after a link change nothing', () => {
  const { mounted, outside } = hostFolder();
  symlinkSync('../mounted-secret', join(mounted, 'l'));
  symlinkSync('../mounted-secret/', join(mounted, 'm'));
  symlinkSync(outside, join(mounted, 'n'));
  const guest = guestOn(mounted);
  for (const path of ['l', 'l/', 'l//', 'l/.', 'm', 'm/', 'm//', 'n/', 'n//', 'l/secret.txt', 'm/secret.txt', 'n/secret.txt']) {
    expect([path, guest.open(3, path, { oflags: OPEN.DIRECTORY })]).toEqual([path, 'NOTCAPABLE']);
  }
  for (const path of ['l/', 'm/', 'n/']) {
    const nofollow = guest.open(3, path, { follow: false });
    expect([path, nofollow]).toEqual([path, 'NOTCAPABLE']);
    expect(guest.call('path_create_directory', 3, ...guest.text(`${path}new`))).toBe('NOTCAPABLE');
  }
  expect(readdirSync(outside)).toEqual(['secret.txt']);
});

test('3, 4: what is swapped for a link while it is walked leaks nothing', async () => {
  const { opens, seen, changed, leaks } = await raceOpens(10_000);
  expect(leaks).toBe(0);
  expect([...seen.keys()].filter((what) => !['decoy', 'NOTCAPABLE', 'NOENT', 'NOTDIR', 'LOOP'].includes(what))).toEqual([]);
  // Without hits on either side the race would prove nothing; test/long races ten times as long, against a naive walk too.
  expect(changed).toBeGreaterThan(opens / 500);
  expect(seen.get('decoy')).toBeGreaterThan(100);
  expect(seen.get('NOTCAPABLE')).toBeGreaterThan(100);
}, 40_000);

test('5: every odd path has its one errno, and no host path is in any answer', () => {
  const { mounted } = hostFolder();
  const guest = guestOn(mounted);
  const answers = [
    '..',
    '../x',
    'folder/../..',
    '/etc/passwd',
    '',
    '.',
    'hello.txt/',
    'hello.txt/x',
    'a\0b',
    './/folder//inner.txt',
    'none/..',
    'a'.repeat(300),
  ];
  expect(answers.map((path) => guest.open(3, path))).toEqual([
    ...[
      'NOTCAPABLE',
      'NOTCAPABLE',
      'NOTCAPABLE',
      'NOTCAPABLE',
      'NOENT',
      5,
      'NOTDIR',
      'NOTDIR',
      'INVAL',
      6,
      'NOENT',
      'NAMETOOLONG',
    ],
  ]);
  const many = new TextEncoder().encode('a/'.repeat(2047));
  expect(guest.call('path_open', 3, 1, ...guest.text(many), 0, READ, 0n, 0, AT.out)).toBe('NOENT');
  expect(guest.call('path_open', 3, 1, AT.text, 100_000, 0, READ, 0n, 0, AT.out)).toBe('NAMETOOLONG');
  expect(Buffer.from(guest.bytes).includes(mounted)).toBe(false);
  for (const { accesses } of guest.recorder.calls)
    for (const { bytes } of accesses) expect(Buffer.from(bytes).includes(mounted)).toBe(false);
});

test('5: over any path, a tree of the host and one in memory answer alike, walked or checked', () => {
  const { mounted } = hostFolder();
  for (const [name, target] of [
    ['up', '..'],
    ['in', 'folder'],
    ['loop', 'loop'],
  ] as const)
    symlinkSync(target, join(mounted, name));
  const roots = [nodeHostFiles, hostFiles('checked')].map((files) => openHostTree(files, mounted));
  const name = fc.constantFrom('hello.txt', 'folder', 'inner.txt', 'up', 'in', 'loop', '..', '.', '', 'none', 'con', 'é');
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 7 }), fc.boolean(), (names, follow) => {
      const [one, other] = roots.map((root) => {
        if (isErrno(root)) return errnoName(root);
        const place = walk(root, names.join('/'), follow);
        if (isErrno(place)) return errnoName(place);
        const { below, name: last, directoryOnly } = place;
        const stat = place.directory.stat(last);
        place.release();
        return { below, last, directoryOnly, kind: isErrno(stat) ? errnoName(stat) : stat.kind };
      });
      expect(one).toEqual(other);
    }),
  );
});

test('1, 2, 5: whatever links a tree has and whatever path is opened, it is a file of the tree and the one that the system means', () => {
  const name = fc.constantFrom('a', 'b', 'hello.txt', 'folder', 'inner.txt', 'one', 'two', 'three', '..', '.', '', 'none');
  const path = fc.array(name, { minLength: 1, maxLength: 6 }).map((names) => names.join('/'));
  const target = fc.oneof(
    path,
    path.map((inside) => `../mounted-secret/${inside}`),
    path.map((inside) => `/${inside}`),
    fc.constant('../mounted-secret/secret.txt'),
  );
  const seen = { opened: 0, refused: 0 };
  fc.assert(
    fc.property(
      fc.array(target, { minLength: 3, maxLength: 3 }),
      fc.array(path, { minLength: 20, maxLength: 20 }),
      (targets, paths) => {
        const { mounted } = hostFolder();
        const places = ['one', 'two', 'folder/three'];
        for (const [index, place] of places.entries()) symlinkSync(targets[index] || '.', join(mounted, place));
        const guest = guestOn(mounted, ['read']);
        const plain = ![...targets].some((each) => each.includes('..') || each.startsWith('/'));
        for (const each of paths) {
          const fd = guest.open(3, each);
          const real = realPathOf(`${mounted}/${each}`);
          if (typeof fd === 'number') {
            expect(real.startsWith(mounted)).toBe(true);
            if (statSync(real).isFile()) expect(guest.read(fd)).toBe(readFileSync(real, 'utf8'));
            guest.call('fd_close', fd);
            seen.opened += 1;
          } else {
            expect(fd).toMatch(/^(NOTCAPABLE|NOENT|NOTDIR|LOOP)$/);
            // Where nothing climbs, what the system refuses is all that is refused, and for the same reason.
            if (plain && !each.includes('..') && each !== '' && !each.startsWith('/')) expect(real).toBe(`E${fd}`);
            seen.refused += 1;
          }
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(Math.min(seen.opened, seen.refused)).toBeGreaterThan(50);
});

function realPathOf(path: string): string {
  try {
    // Node's own resolves in JavaScript, and forgets what a slash at the end asks for.
    return realpathSync.native(path);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  }
}

test('6: a folder whose name begins like the mounted one is outside', () => {
  const guest = guestOn(hostFolder().mounted);
  for (const path of ['../mounted-secret/secret.txt', '-secret/secret.txt', '../data-secret/secret.txt'])
    expect(['NOTCAPABLE', 'NOENT']).toContain(guest.open(3, path));
  expect(guest.open(4, 'data-secret/secret.txt')).toBe('NOTCAPABLE');
});

test('14: a name in another case or another form is another name, or the same file, never a way around', () => {
  const { mounted } = hostFolder();
  const guest = guestOn(mounted, ['read']);
  for (const path of ['HELLO.TXT', 'Folder/inner.txt', 'ﬁle', 'folder/e\u0301']) {
    expect(guest.open(3, path)).toBe('NOENT');
    expect(guest.open(3, path, { oflags: OPEN.CREATE, rights: 1n << 6n })).toBe('ACCES');
  }
});
