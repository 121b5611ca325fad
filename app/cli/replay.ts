// `wasm-sandbox replay`: a recording run again with no host behind it, and where it first did something else.
import { existsSync } from 'node:fs';
import {
  cutMiddle,
  diagnosticText,
  GuestPool,
  openRecording,
  readModule,
  startReplay,
  visibleText,
  type GuestFrame,
  type PlacedDivergence,
  type Platform,
  type Recording,
  type Verdict,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { EXIT } from './exit-code.ts';
import { openModule } from './open-module.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 the same, 1 it did something else, 2 it could not be told. */
export async function replayCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, { module: 'value', json: 'flag' }, false);
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const opened = openRecording(platform, file);
  if (!opened.ok) throw new UsageError(`${file}: ${opened.diagnostics.map(diagnosticText).join('; ')}`);
  const recording = opened.value;
  const guests = new GuestPool(platform.guests, 0);
  try {
    const verdict = await replayed(file, recording, options.get('module')?.[0], platform, guests);
    process.stdout.write(options.has('json') ? `${JSON.stringify(verdict)}\n` : `${verdictText(verdict, recording)}\n`);
    return exitOf(verdict);
  } finally {
    guests.close();
    recording.close();
  }
}

async function replayed(
  file: string,
  recording: Recording,
  other: string | undefined,
  platform: Platform,
  guests: GuestPool,
): Promise<Verdict> {
  const opened = other === undefined ? undefined : await openModule(other);
  const bytes = opened?.bytes ?? recording.moduleBytes();
  if (bytes === undefined) {
    throw new UsageError(`${file} does not hold its module; --module FILE names it (SHA-256 ${recording.header.moduleDigest})`);
  }
  const read = readModule(bytes);
  if (!read.ok) throw new UsageError(`${file}: its module: ${read.diagnostics.map(diagnosticText).join('; ')}`);
  const elsewhere = opened !== undefined && digestOf(platform, bytes) !== recording.header.moduleDigest;
  const replay = startReplay({ platform, recording, bytes, module: read.value, elsewhere, guests });
  const stop = (): void => replay.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return replay.ended;
}

function digestOf(platform: Platform, bytes: Uint8Array): string {
  return Array.from(platform.digests.sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function exitOf({ kind }: Verdict): number {
  if (kind === 'same' || kind === 'same-until-stop') return 0;
  return kind === 'diverged' ? 1 : EXIT.input;
}

function verdictText(verdict: Verdict, recording: Recording): string {
  switch (verdict.kind) {
    case 'same': {
      const fuel = verdict.fuel === null ? '' : `, ${verdict.fuel} instructions`;
      return `The same to the bit: ${callsText(verdict.calls)}${fuel}, and the end.`;
    }
    case 'same-until-stop':
      return `The same to the bit for ${callsText(verdict.calls)}; then the recorded run was ended from outside (${verdict.ending}).`;
    case 'diverged':
      return divergenceText(verdict.divergence, recording);
    case 'answered':
      return `Answered ${callsText(verdict.calls)}, without comparing its output.`;
    case 'refused':
      return `Not replayed: ${shown(verdict.message)}.`;
    case 'stopped':
      return `Stopped on request after ${callsText(verdict.calls)}, the same until then.`;
    case 'crashed':
      return `Not replayed: ${shown(verdict.reason)}.`;
  }
}

function divergenceText(divergence: PlacedDivergence, recording: Recording): string {
  const { row, call, part, expected, found, stack } = divergence;
  const where = row < recording.rows ? `At call ${row + 1}, ${shown(call)}` : `After the last call, ${row}`;
  const lines = [`${where}: ${shown(part)} differs.`, `  recorded  ${shown(expected)}`, `  now       ${shown(found)}`];
  return [...lines, ...stack.map((frame) => `  in ${frameText(frame)}`)].join('\n');
}

function frameText({ name, functionIndex, offset }: GuestFrame): string {
  return `${name === '' ? `function ${functionIndex}` : shown(name)} at byte 0x${offset.toString(16)}`;
}

function callsText(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`;
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), 400);
}
