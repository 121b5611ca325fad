import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyManifest } from './empty-manifest.ts';
import { formatManifest } from './format-manifest.ts';
import type { Bytes, Nanos } from '../base/units.ts';
import { ON_MISS, type Manifest, type MountEntry } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';

test('formatManifest() writes the file as a person would', () => {
  const manifest: Manifest = {
    ...emptyManifest(),
    args: ['-v'],
    env: [['LANG', 'C']],
    mounts: [{ guest: '/data', source: { kind: 'grant', name: 'data' }, rights: ['read'] }],
  };
  expect(formatManifest(manifest)).toBe(`{
  "version": 1,
  "args": ["-v"],
  "env": {
    "LANG": "C"
  },
  "mounts": [
    { "guest": "/data", "grant": "data", "rights": ["read"] }
  ],
  "clock": "real",
  "random": "real",
  "limits": {
    "wallTime": "30s",
    "memory": { "most": "256MiB", "onExceed": "fail" },
    "tableElements": 1000000,
    "output": "16MiB",
    "openFiles": 64,
    "hostCalls": 100000000
  },
  "onMiss": "deny"
}
`);
});

const text = fc.string({ unit: 'grapheme' }).map((drawn) => drawn.replaceAll('\0', ''));
const name = fc
  .oneof(text, fc.nat().map(String))
  .filter((drawn) => drawn !== '' && drawn !== '__proto__' && !drawn.includes('='));
const source: fc.Arbitrary<MountEntry['source']> = fc.oneof(
  fc.record({ kind: fc.constant('grant' as const), name: fc.stringMatching(/^[\w .-]{1,20}$/) }),
  fc.record({ kind: fc.constant('path' as const), path: text.filter((drawn) => drawn !== '') }),
  fc.constant({ kind: 'memory' as const }),
);
const rights = fc.shuffledSubarray(['read', 'write', 'create'] as const, { minLength: 1 });
const component = text.filter((drawn) => !['', '.', '..'].includes(drawn) && !drawn.includes('/'));
const mounts = fc
  .uniqueArray(component, { maxLength: 5 })
  .chain((parts) => fc.tuple(...parts.map((part) => fc.record({ guest: fc.constant(`/${part}`), source, rights }))));

const manifests: fc.Arbitrary<Manifest> = fc.record({
  args: fc.array(text),
  env: fc.uniqueArray(fc.tuple(name, text), { selector: ([drawn]) => drawn }),
  mounts,
  clock: fc.oneof(
    fc.integer({ min: 1000, max: 60e9 }).map((resolution) => ({ kind: 'real' as const, resolution: resolution as Nanos })),
    fc.constant({ kind: 'real' as const }),
    fc.record({ kind: fc.constant('frozen' as const), at: fc.bigInt(0n, 2n ** 63n - 1n).map(String) }),
    fc.constant({ kind: 'frozen' as const, at: '946684800000000000' }),
  ),
  random: fc.oneof(
    fc.constant({ kind: 'real' as const }),
    fc.record({ kind: fc.constant('seeded' as const), seed: fc.maxSafeNat() }),
  ),
  limits: fc.record({
    wallTime: fc.integer({ min: 1e6, max: 604_800e9 }).map((value) => value as Nanos),
    fuel: fc.option(
      fc.record({
        most: fc.integer({ min: 1, max: 2 ** 53 - 1 }),
        counting: fc.constantFrom('exact' as const, 'coarse' as const),
      }),
    ),
    memory: fc.record({
      most: fc.integer({ min: 65_536, max: 2 ** 34 }).map((value) => value as Bytes),
      onExceed: fc.constantFrom('fail' as const, 'stop' as const),
    }),
    collectedHeap: fc.constantFrom('refuse' as const, 'unbounded' as const),
    tableElements: fc.nat(10_000_000),
    output: fc.nat(2 ** 36).map((value) => value as Bytes),
    openFiles: fc.nat(65_536),
    hostCalls: fc.integer({ min: 1, max: 1e12 }),
    cpuTime: fc.option(fc.integer({ min: 1e6, max: 604_800e9 }).map((value) => value as Nanos)),
    stack: fc.option(fc.integer({ min: 65_536, max: 5 * 2 ** 20 }).map((value) => value as Bytes)),
    input: fc.option(fc.nat(2 ** 36).map((value) => value as Bytes)),
    hostCallRate: fc.option(fc.integer({ min: 1, max: 1e9 })),
    denials: fc.integer({ min: 0, max: 100_000 }),
    sleep: fc.option(fc.nat(604_800e9).map((value) => value as Nanos)),
  }),
  onMiss: fc.constantFrom(...ON_MISS),
});

test('formatManifest() is read back as the same manifest', () => {
  fc.assert(
    fc.property(manifests, (manifest) => {
      expect(parseManifest(formatManifest(manifest))).toEqual({ ok: true, value: manifest });
    }),
    { numRuns: 500 },
  );
});
