import { expect, test } from 'vitest';
import type { RunId } from '../base/ids.ts';
import type { Bytes, Nanos } from '../base/units.ts';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { nodeDigests } from '../platform/node/digests.ts';
import type { Manifest } from '../policy/manifest.ts';
import type { RecordingHeader } from '../recording/store/recording-header.ts';
import { planRun } from '../run/plan.ts';
import { newRecording } from '../run/recording-header.ts';
import { recordedManifest } from './recorded-manifest.ts';

const MANIFEST: Manifest = {
  args: ['one', '-two'],
  env: [['7', 'seven']],
  mounts: [{ guest: '/data', source: { kind: 'memory' }, rights: ['read', 'create'] }],
  clock: { kind: 'real', resolution: 1e6 as Nanos },
  random: { kind: 'seeded', seed: 5 },
  limits: {
    ...DEFAULT_LIMITS,
    cpuTime: 2e9 as Nanos,
    fuel: { most: 1e6, counting: 'coarse' },
    stack: 65_536 as Bytes,
    input: 100 as Bytes,
    hostCallRate: 50,
    sleep: 1e9 as Nanos,
  },
  onMiss: 'stop',
};

const platform = {
  clock: { monotonic: () => 0 as Nanos, wall: () => 0n },
  digests: nodeDigests,
  engine: { name: 'an engine', version: '1' },
};

function headerOf(manifest: Manifest, source: { kind: 'memory' } | { kind: 'host'; path: string }): RecordingHeader {
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source }));
  const plan = planRun({ run: 'r00000000aaaa' as RunId, manifest, program: 'guest', mounts });
  const recorded = { plan, moduleName: 'guest', moduleBytes: new Uint8Array(), manifestText: '' };
  return newRecording(platform, recorded);
}

test('recordedManifest() has all that was in force', () => {
  const manifests = [MANIFEST, { ...MANIFEST, clock: { kind: 'frozen', at: '1' } } as const];
  expect(manifests.map((manifest) => recordedManifest(headerOf(manifest, { kind: 'memory' }), true))).toEqual(
    manifests.map((manifest) => ({
      ok: true,
      value: { manifest, program: 'guest', withoutValue: [], text: expect.any(String) },
    })),
  );
});

test('recordedManifest() leaves out values that may not go along, and every path of the host', () => {
  const made = recordedManifest(headerOf(MANIFEST, { kind: 'host', path: '/home/ann/data' }), false);
  expect(made).toMatchObject({
    ok: true,
    value: {
      withoutValue: ['7'],
      manifest: { env: [['7', '']], mounts: [{ guest: '/data', source: { kind: 'grant', name: 'folder-1' } }] },
    },
  });
  expect(JSON.stringify(made)).not.toMatch(/ann|seven/);
});
