// A recorded run → the files of a regression test. It holds all that is needed to run it anywhere: the recording, the module, the
// manifest and what is expected.
import type { Checked } from '../base/diagnostic.ts';
import type { Platform } from '../platform/platform.ts';
import { ACCESS_KINDS } from '../recording/record/call-outcome.ts';
import type { Recording } from '../recording/store/recording.ts';
import { recordedOutcome } from '../run/recorded-run.ts';
import { isCutShort } from '../run/replay.ts';
import { fuelBounds } from './compare.ts';
import { expectedOutcome } from './expected-outcome.ts';
import { expectedStream } from './expected-stream.ts';
import { recordedManifest, type RecordedManifest } from './recorded-manifest.ts';
import { recordedInput, recordedOutput } from './recorded-streams.ts';
import type { Expectations, TestFile } from './test-schema.ts';

export const EXPECTATION_NAMES = ['outcome', 'output', 'calls', 'verdicts', 'fuel'] as const;
export type ExpectationName = (typeof EXPECTATION_NAMES)[number];

export interface MakeTestOptions {
  /** The bytes of the copy of the session file that goes along; exportRecording() makes one. */
  readonly session: Uint8Array;
  /** Where the recording does not hold its module. Its digest must be the recorded one. */
  readonly module?: Uint8Array;
  readonly mode: TestFile['mode'];
  /** How far the count of instructions may be off: 0.05 is five in a hundred. */
  readonly fuelSlack: number;
  /** What is not to be checked. */
  readonly without: ReadonlySet<ExpectationName>;
  /** False: the copy was made without secrets, and values of variables and standard input stay behind. */
  readonly secrets: boolean;
}

export interface TestFiles {
  /** Names without a folder. */
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** What whoever keeps or shares the test should know, a sentence each. */
  readonly remarks: readonly string[];
}

const EDIT = ACCESS_KINDS.indexOf('edit');

const FILES = { module: 'module.wasm', recording: 'recording.session', manifest: 'manifest.json', stdin: 'stdin' } as const;

/** Diagnostics for a recording of which no test can be made: no module, no plan, or a run that never started. */
export function makeTest(
  platform: Pick<Platform, 'digests'>,
  recording: Recording,
  options: MakeTestOptions,
): Checked<TestFiles> {
  const manifest = recordedManifest(recording.header, options.secrets);
  if (!manifest.ok) return manifest;
  const module = recording.moduleBytes() ?? options.module;
  if (module === undefined) return refused('the recording does not hold its module');
  if (recordedOutcome(recording).kind === 'refused') return refused('the recorded run never started');
  const { expect, remarks } = expectationsOf(platform, recording, options);
  const input = options.mode === 'live' && options.secrets ? recordedInput(recording) : new Uint8Array();
  const test: TestFile = {
    version: 1,
    mode: options.mode,
    module: { file: FILES.module, name: manifest.value.program.slice(0, 1024), digest: recording.header.moduleDigest },
    recording: FILES.recording,
    manifest: FILES.manifest,
    ...(input.length > 0 ? { stdin: FILES.stdin } : {}),
    expect,
  };
  const files = [
    { name: 'test.json', bytes: utf8(`${JSON.stringify(test, null, 2)}\n`) },
    { name: FILES.manifest, bytes: utf8(manifest.value.text) },
    { name: FILES.module, bytes: module },
    { name: FILES.recording, bytes: options.session },
    ...(input.length > 0 ? [{ name: FILES.stdin, bytes: input }] : []),
  ];
  return { ok: true, value: { files, remarks: [...remarks, ...remarksOn(manifest.value, recording, options)] } };
}

function expectationsOf(
  platform: Pick<Platform, 'digests'>,
  recording: Recording,
  { without, fuelSlack }: MakeTestOptions,
): { expect: Expectations; remarks: string[] } {
  const outcome = recordedOutcome(recording);
  const { totals, ...ending } = outcome;
  const output = without.has('output') ? undefined : recordedOutput(recording);
  const sha256 = (bytes: Uint8Array): Uint8Array => platform.digests.sha256(bytes);
  const ended = expectedOutcome(ending);
  const fuel = totals.limits.find(({ limit }) => limit === 'fuel');
  const isCounted = fuel !== undefined && !without.has('fuel') && !isCutShort(outcome);
  return {
    expect: {
      ...(without.has('outcome') || ended === undefined ? {} : { outcome: ended }),
      ...(output === undefined
        ? {}
        : { stdout: expectedStream(output.stdout, sha256), stderr: expectedStream(output.stderr, sha256) }),
      calls: !without.has('calls'),
      verdicts: !without.has('verdicts'),
      ...(isCounted ? { fuel: fuelBounds(fuel.used, fuelSlack) } : {}),
    },
    remarks: without.has('output') || output !== undefined ? [] : ['The output is too long to be compared; it is not checked.'],
  };
}

function remarksOn(
  { manifest, withoutValue }: RecordedManifest,
  recording: Recording,
  { secrets, mode }: MakeTestOptions,
): string[] {
  const remarks = [
    secrets
      ? 'The recording holds all that the host told the guest, secrets included: a replay needs it.'
      : 'Secrets were left out: what the guest did with them cannot be replayed.',
  ];
  if (withoutValue.length > 0) remarks.push(`${withoutValue.length} variables of the manifest have no value.`);
  if (mode === 'live' && manifest.mounts.some(({ source }) => source.kind !== 'memory')) {
    remarks.push('The manifest mounts folders of the host, which no live test is given.');
  }
  if (mode === 'live' && hasEdits(recording)) {
    remarks.push('Calls of the recorded run were changed by hand or by a fault schedule; a live test changes none.');
  }
  return remarks;
}

function hasEdits(recording: Recording): boolean {
  return [...recording.chunks.keys()].some((number) => recording.chunk(number).accessKind.includes(EDIT));
}

function refused(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ code: 'to-test', message, place: { kind: 'whole' } }] };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
