// `wasm-sandbox replay`: a recording run again with no host behind it, and where it first did something else.
import {
  GuestPool,
  startReplay,
  type PlacedDivergence,
  type Platform,
  type Recording,
  type Verdict,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { EXIT } from './exit-code.ts';
import { frameText, shown } from './guest-frame.ts';
import { openSession } from './open-session.ts';
import { recordedModule } from './recorded-module.ts';

/** Exit codes: 0 the same, 1 it did something else, 2 it could not be told. */
export async function replayCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, { module: 'value', json: 'flag' }, false);
  const recording = openSession(platform, file);
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
  const { bytes, module, elsewhere } = await recordedModule(platform, file, recording, other);
  const replay = startReplay({ platform, recording, bytes, module, elsewhere, guests });
  const stop = (): void => replay.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return replay.ended;
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

function callsText(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`;
}
