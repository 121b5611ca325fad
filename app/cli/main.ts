// Entry of the command line: one verb, its arguments, an exit code. Whatever goes wrong is one sentence.
import { messageOf, SandboxError } from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT } from './exit-code.ts';
import { inspectCommand } from './inspect.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { traceCommand } from './trace.ts';
import { USAGE, UsageError } from './usage.ts';

async function main(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  const platform = nodePlatform({ log: stderrLog('error') });
  switch (verb) {
    case 'inspect':
      return inspectCommand(rest);
    case 'run':
      return runCommand(rest, platform);
    case 'trace':
      return traceCommand(rest, platform);
    case 'replay':
      return replayCommand(rest, platform);
    case 'doctor':
      return doctorCommand(rest);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return verb === undefined ? EXIT.input : 0;
    default:
      throw new UsageError(`unknown command ${verb}; inspect, run, trace, replay or doctor was expected`);
  }
}

/** A thrown thing as one sentence: system errors say what they are about, without a stack. */
function sentenceOf(thrown: unknown): string {
  if (thrown instanceof UsageError || thrown instanceof SandboxError) return thrown.message;
  const text = messageOf(thrown);
  return /^E[A-Z]+: /.test(text) ? text.replace(/^(E[A-Z]+): ([^,]+), \w+/, '$2') : `internal fault: ${text}`;
}

// Whoever reads our output may go away at any time (`| head`); that is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code === 'EPIPE') process.exit(0);
  });
}

const verb = process.argv[2];
try {
  // Guests' pipes may close later than their runs end; nothing is waited for but our own output.
  const code = await main(process.argv.slice(2));
  process.stdout.write('', () => process.exit(code));
} catch (thrown) {
  process.stderr.write(`wasm-sandbox: ${sentenceOf(thrown)}\n`);
  process.exitCode = verb === 'run' ? EXIT.refused : EXIT.input;
}
