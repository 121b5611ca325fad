// Runs one regression test: by replay, in which no host is touched, or anew under its manifest.
import type { Platform } from '../platform/platform.ts';
import { admit } from '../module/admit.ts';
import type { Feature } from '../module/feature.ts';
import type { Module } from '../module/module.ts';
import { offeredFunction } from '../host/host-functions.ts';
import type { Manifest } from '../policy/manifest.ts';
import type { Rule } from '../policy/decision.ts';
import { rulesLikeRecorded } from '../policy/recorded-rules.ts';
import { createRecording } from '../recording/store/recording-writer.ts';
import { openRecording } from '../recording/store/open-recording.ts';
import type { Recording } from '../recording/store/recording.ts';
import type { GuestPool } from '../run/guest-pool.ts';
import type { Ending, Outcome } from '../run/outcome.ts';
import { newRunId, planRun } from '../run/plan.ts';
import { newRecording } from '../run/recording-header.ts';
import { recordedOutcome } from '../run/recorded-run.ts';
import { startReplay, type PlacedDivergence, type Verdict } from '../run/replay.ts';
import { startRun } from '../run/run.ts';
import { diagnosticText } from '../base/diagnostic.ts';
import { compare, type Observed } from './compare.ts';
import type { TestDifference } from './difference.ts';
import { hexadecimal } from './expected-stream.ts';
import { liveCallDifference } from './live-calls.ts';
import { joinOutput, recordedOutput } from './recorded-streams.ts';
import type { TestFile } from './test-schema.ts';

export interface RunTestOptions {
  readonly platform: Platform;
  readonly guests: GuestPool;
  readonly test: TestFile;
  readonly recording: Recording;
  /** The module under test. */
  readonly bytes: Uint8Array;
  readonly module: Module;
  readonly manifest: Manifest;
  /** Of a live test. */
  readonly stdin: Uint8Array;
  /** What the engine can do, for admission of a live test: `engineFeatures`. */
  readonly engine: ReadonlySet<Feature>;
  /** Path of a session file that a live test makes; whoever names it removes it. */
  readonly scratch: string;
  /** Calls are not compared, so that what the guest comes to can be told even so. False where left out. */
  readonly freely?: boolean;
}

export type TestRun =
  | { readonly kind: 'ran'; readonly differences: readonly TestDifference[]; readonly observed: Observed }
  /** The test itself is at fault, not the module under it. */
  | { readonly kind: 'refused'; readonly message: string };

export async function runTest(options: RunTestOptions): Promise<TestRun> {
  const { platform, test, recording, manifest } = options;
  if (recording.header.moduleDigest !== test.module.digest) {
    return { kind: 'refused', message: 'the recording is not of the module whose digest stands in test.json' };
  }
  if (test.mode === 'live' && manifest.mounts.some(({ source }) => source.kind !== 'memory')) {
    return { kind: 'refused', message: 'the manifest mounts a folder of the host, which no live test is given' };
  }
  const rules = rulesLikeRecorded(manifest, recording.header);
  if (rules === undefined) return { kind: 'refused', message: 'the recording holds a policy rule that is not known' };
  const observed = test.mode === 'live' ? await observeRun(options, rules) : await observeReplay(options);
  if (typeof observed === 'string') return { kind: 'refused', message: observed };
  const judging = { recording, rules, sha256: (bytes: Uint8Array) => platform.digests.sha256(bytes) };
  return { kind: 'ran', observed, differences: compare(test.expect, observed, judging) };
}

/** A text is why it could not be done. */
async function observeReplay(options: RunTestOptions): Promise<Observed | string> {
  const { platform, guests, recording, bytes, module, test } = options;
  const elsewhere = hexadecimal(platform.digests.sha256(bytes)) !== recording.header.moduleDigest;
  const freeOutput = options.freely === true || test.expect.calls !== true;
  const verdict = await startReplay({ platform, recording, bytes, module, elsewhere, freeOutput, guests }).ended;
  return observedIn(verdict, recording);
}

function observedIn(verdict: Verdict, recording: Recording): Observed | string {
  const { totals: _totals, ...recorded } = recordedOutcome(recording);
  switch (verdict.kind) {
    case 'same':
      return asRecorded(recording, recorded, verdict.fuel);
    case 'same-until-stop':
      return asRecorded(recording, recorded, null);
    case 'answered':
      return { calls: null, ending: verdict.end.ending, output: joinOutput(verdict.output), fuel: verdict.end.fuel };
    case 'diverged':
      if (verdict.end !== undefined) return asRecorded(recording, verdict.end.ending, verdict.end.fuel);
      return { calls: callDifference(verdict.divergence, recording), ending: null, output: null, fuel: null };
    case 'refused':
      return { calls: notStarted(verdict.message), ending: null, output: null, fuel: null };
    case 'crashed':
      return { calls: notStarted(verdict.reason), ending: null, output: null, fuel: null };
    case 'stopped':
      return 'it was stopped';
  }
}

/** All calls were the recorded ones, and so was what they printed. */
function asRecorded(recording: Recording, ending: Ending, fuel: number | null): Observed {
  return { calls: null, ending, output: recordedOutput(recording) ?? null, fuel };
}

function callDifference(divergence: PlacedDivergence, recording: Recording): TestDifference {
  const { row, call, part, expected, found, stack } = divergence;
  const where = row < recording.rows ? `call ${row + 1}, ${call}` : `after the last call, ${row}`;
  return { about: 'calls', what: `${where}: ${part}`, expected, found, stack };
}

function notStarted(message: string): TestDifference {
  return { about: 'calls', what: 'the module', expected: 'a module that can be replayed', found: message, stack: [] };
}

async function observeRun(options: RunTestOptions, rules: readonly Rule[]): Promise<Observed | string> {
  const { platform, recording, scratch, module, bytes, manifest, engine } = options;
  const { limits } = manifest;
  const admitting = { offered: offeredFunction, memoryBytes: limits.memory.most, tableElements: limits.tableElements, engine };
  const [refusal] = admit(module, bytes, admitting);
  if (refusal !== undefined) return { calls: notStarted(diagnosticText(refusal)), ending: null, output: null, fuel: null };
  const { totals, ...ending } = await runAnew(options, rules);
  const opened = openRecording(platform, scratch);
  if (!opened.ok) return opened.diagnostics[0]?.message ?? 'the run was not recorded';
  try {
    const calls = options.test.expect.calls === true ? liveCallDifference(recording, opened.value) : undefined;
    const fuel = totals.limits.find(({ limit }) => limit === 'fuel')?.used ?? null;
    return { calls: calls ?? null, ending, output: recordedOutput(opened.value) ?? null, fuel };
  } finally {
    opened.value.close();
  }
}

function runAnew(options: RunTestOptions, rules: readonly Rule[]): Promise<Outcome> {
  const { platform, guests, test, manifest, bytes, module, stdin, scratch } = options;
  const mounts = manifest.mounts.map(({ guest, rights }) => ({ guest, rights, source: { kind: 'memory' as const } }));
  const run = newRunId(platform.clock.wall(), platform.random);
  const plan = planRun({ run, manifest, rules, program: test.module.name, mounts });
  const source = { plan, moduleName: test.module.name, moduleBytes: bytes, manifestText: '' };
  const recording = createRecording(platform, scratch, { ...newRecording(platform, source), moduleBytes: undefined });
  return startRun({ platform, plan, bytes, module, stdin, guests, recording }).ended;
}
