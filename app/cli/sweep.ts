// `wasm-sandbox sweep`: a recorded guest run again with one fault each time, and how it takes it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  BAD_VERDICTS,
  createRecording,
  diagnosticText,
  formatDuration,
  GuestPool,
  newRecording,
  openRecording,
  readModule,
  recordedOutcome,
  recordedStart,
  Sweep,
  variantsOf,
  withTimeLimit,
  type Checked,
  type Platform,
  type Recording,
  type RecordingWriter,
  type RunPlan,
  type SweepEnd,
  type SweepOptions,
  type Variant,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { EXIT } from './exit-code.ts';
import { faultText } from './fault-text.ts';
import { checkAdmission } from './open-module.ts';
import { PrivateFolders } from './private-folders.ts';
import { SWEEP_OPTIONS, sweepRequest, sweptMounts, type SweepRequest } from './sweep-options.ts';
import { sweepLine, sweepSummary, sweepTable } from './sweep-text.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 nothing trapped, hung, lost or corrupted, 1 something did, 2 wrong input, 130 cancelled before any did. */
export async function sweepCommand(args: readonly string[], platform: Platform): Promise<number> {
  const request = sweepRequest(parseArguments(args, SWEEP_OPTIONS, false));
  if (!existsSync(request.file)) throw new UsageError(`${request.file}: no such file`);
  const recording = checked(request.file, openRecording(platform, request.file));
  const guests = new GuestPool(platform.guests, 0);
  const folders = new PrivateFolders();
  try {
    return await swept(request, optionsOf(request, recording, platform, guests, folders));
  } finally {
    guests.close();
    folders.close();
    recording.close();
  }
}

function optionsOf(
  request: SweepRequest,
  recording: Recording,
  platform: Platform,
  guests: GuestPool,
  folders: PrivateFolders,
): SweepOptions {
  const { file, jobs, where } = request;
  const start = checked(file, recordedStart(recording));
  const bytes = recording.moduleBytes();
  if (bytes === undefined) throw new UsageError(`${file} does not hold its module`);
  const module = checked(`${file}: its module`, readModule(bytes));
  const manifest = withTimeLimit(start.manifest, request.timeout, recordedOutcome(recording).totals.wall);
  checkAdmission({ name: `${file}: its module`, bytes, module }, manifest.limits);
  const variants = variantsOf(recording, request);
  if (!variants.ok) throw new UsageError(faultText('--where', where, variants.fault));
  const mounts = sweptMounts(start, request.directories);
  if (start.pinned) tell('the recorded run had a real clock or real randomness: here they stand still and repeat');
  const moduleName = recording.header.moduleName;
  const keep = (plan: RunPlan, variant: Variant | undefined): RecordingWriter | undefined => {
    const path = sessionFile(request, variant);
    if (path === undefined) return undefined;
    return createRecording(platform, path, newRecording(platform, { plan, moduleName, moduleBytes: bytes, manifestText: '' }));
  };
  const { program, stdin } = start;
  const freshMounts = (): ReturnType<PrivateFolders['fresh']> => folders.fresh(mounts);
  return {
    platform,
    recording,
    bytes,
    module,
    manifest,
    rules: start.rules,
    program,
    stdin,
    variants: variants.value,
    jobs,
    guests,
    freshMounts,
    keep,
  };
}

async function swept(request: SweepRequest, options: SweepOptions): Promise<number> {
  const sweep = new Sweep(options);
  const { results } = sweep;
  const all = options.variants.length;
  const progress = new Progress(all);
  sweep.resulted.listen((result) => {
    if (request.json) process.stdout.write(sweepLine(result, sessionFile(request, result.variant)));
    progress.show(results.length);
  });
  const cancel = (): void => sweep.cancel();
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  const end = await sweep.run();
  progress.clear();
  if (end.kind === 'unusable') throw new UsageError(end.message);
  if (sweep.differsFrom !== undefined) {
    tell(`without a fault, call ${sweep.differsFrom + 1} is another one than was recorded: the guest is not deterministic here`);
  }
  if (!request.json) process.stdout.write(`${sweepTable(results)}\n${sweepSummary(results, all, end)}\n`);
  return exitOf(sweep, end);
}

function exitOf({ results }: Sweep, end: SweepEnd): number {
  if (results.some(({ verdict }) => BAD_VERDICTS.has(verdict))) return 1;
  return end.kind === 'cancelled' ? EXIT.stopped : 0;
}

/** Only functions that a fault can meet have a variant, so that their names are fit for a file's. */
function sessionFile({ recordInto }: SweepRequest, variant: Variant | undefined): string | undefined {
  if (recordInto === undefined) return undefined;
  if (variant === undefined) return join(recordInto, 'unfaulted.session');
  return join(recordInto, `${variant.call.row + 1}-${variant.call.name}-${variant.fault}.session`);
}

function checked<Value>(subject: string, result: Checked<Value>): Value {
  if (result.ok) return result.value;
  throw new UsageError(`${subject}: ${result.diagnostics.map(diagnosticText).join('; ')}`);
}

function tell(sentence: string): void {
  process.stderr.write(`wasm-sandbox: ${sentence}\n`);
}

/** One line on a terminal, written over and over; nothing elsewhere. */
class Progress {
  readonly #all: number;
  readonly #began = performance.now();

  constructor(all: number) {
    this.#all = all;
  }

  show(done: number): void {
    if (!process.stderr.isTTY) return;
    const left = ((performance.now() - this.#began) / done) * (this.#all - done) * 1e6;
    process.stderr.write(`\r\u001b[K${done} of ${this.#all} runs, ${formatDuration(left)} left`);
  }

  clear(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
