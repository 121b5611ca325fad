import { expect, test } from 'vitest';
import { checkManifest } from './check-manifest.ts';
import { emptyManifest } from './empty-manifest.ts';
import type { Manifest, MountEntry } from './manifest.ts';

function mount(guest: string): MountEntry {
  return { guest, source: { kind: 'path', path: '/host' }, rights: ['read'] };
}

test('checkManifest() lets a sound manifest through', () => {
  const manifest: Manifest = { ...emptyManifest(), mounts: [mount('/a'), mount('/b')] };
  expect(checkManifest(manifest)).toEqual({ ok: true, value: manifest });
});

test('checkManifest() finds in a manifest from code what it finds in a file', () => {
  const env = [
    ['A', '1'],
    ['A', '2'],
  ] as const;
  const messages = [
    { ...emptyManifest(), mounts: [mount('/a/../b')] },
    { ...emptyManifest(), mounts: [mount('/a'), mount('/a/b')] },
    { ...emptyManifest(), env },
  ].map((manifest) => {
    const checked = checkManifest(manifest);
    return checked.ok ? '' : checked.diagnostics;
  });
  expect(messages).toEqual([
    [
      {
        code: 'value',
        message: 'mounts[0].guest is "/a/../b"; an absolute guest path in its normal form, such as "/data" was expected',
        place: { kind: 'whole' },
      },
    ],
    [
      {
        code: 'mount-collision',
        message: 'the mount /a/b lies inside the mount /a and would hide part of it; separate trees were expected',
        place: { kind: 'whole' },
      },
    ],
    [
      {
        code: 'duplicate-key',
        message: 'the key "A" stands twice in the same object; once was expected',
        place: { kind: 'whole' },
      },
    ],
  ]);
});
