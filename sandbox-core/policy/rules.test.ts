import { expect, test } from 'vitest';
import { emptyManifest } from './empty-manifest.ts';
import { rulesOf } from './rules.ts';

test('rulesOf() numbers what every run has first, then the mounts in their order', () => {
  const rules = rulesOf({
    ...emptyManifest(),
    args: ['x'],
    env: [
      ['A', '1'],
      ['B', '2'],
    ],
    clock: { kind: 'frozen', at: '0' },
    random: { kind: 'seeded', seed: 7 },
    mounts: [
      { guest: '/data', source: { kind: 'grant', name: 'g' }, rights: ['read'] },
      { guest: '/t\u202e', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] },
    ],
  });
  expect(
    rules.map((rule) => `${rule.id} ${rule.effect} ${rule.pointer || '-'} [${rule.actions.join(' ')}] ${rule.text}`),
  ).toEqual([
    '1 permit - [stdio.read stdio.write] standard input may be read, standard output and standard error written',
    '2 permit - [process.exit process.yield] the guest may end itself and give way to others',
    '3 permit - [handle.use] a descriptor may be used by the guest that holds it',
    '4 permit /args [args.read] the guest sees only the 1 argument that the manifest names, after its own name',
    '5 permit /env [env.read] the guest sees only the 2 variables that the manifest names',
    '6 permit /clock [clock.read clock.wait] the clock stands still at 1970-01-01T00:00:00Z and may be read',
    '7 permit /random [random.read] random numbers may be drawn, made from the seed 7',
    '8 permit /mounts/0 [fs.read fs.list] files under /data may be read and listed',
    '9 permit /mounts/1 [fs.read fs.list fs.write fs.create fs.delete fs.link] files under /t\\u{202e} may be read and listed, written, created, renamed and removed',
  ]);
  expect(rules.map(({ under }) => under)).toEqual(['', '', '', '', '', '', '', '/data', '/t\u202e']);
});
