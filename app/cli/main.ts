// Entry of the command line: one verb, its arguments, an exit code. Whatever goes wrong is one sentence.
import { messageOf, SandboxError, type Platform } from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { auditCommand } from './audit.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT } from './exit-code.ts';
import { exportCommand } from './export.ts';
import { filesCommand } from './files.ts';
import { inspectCommand } from './inspect.ts';
import { lookCommand } from './look.ts';
import { policyCommand } from './policy/policy.ts';
import { replayCommand } from './replay.ts';
import { runCommand } from './run.ts';
import { testCommand } from './run-tests.ts';
import { streamCommand } from './stream.ts';
import { sweepCommand } from './sweep.ts';
import { toTestCommand } from './to-test.ts';
import { traceCommand } from './trace.ts';
import { USAGE, UsageError } from './usage.ts';
import { verifyCommand } from './verify.ts';

type Command = (args: readonly string[], platform: Platform) => Promise<number>;

/** In the order of help. */
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['inspect', inspectCommand],
  ['run', runCommand],
  ['trace', traceCommand],
  ['replay', replayCommand],
  ['look', lookCommand],
  ['compare', compareCommand],
  ['files', filesCommand],
  ['stream', streamCommand],
  ['verify', verifyCommand],
  ['export', exportCommand],
  ['to-test', toTestCommand],
  ['test', testCommand],
  ['sweep', sweepCommand],
  ['policy', policyCommand],
  ['audit', auditCommand],
  ['doctor', doctorCommand],
]);

const HELP: readonly (string | undefined)[] = [undefined, 'help', '--help', '-h'];

async function main(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  if (HELP.includes(verb)) {
    process.stdout.write(USAGE);
    return verb === undefined ? EXIT.input : 0;
  }
  const command = COMMANDS.get(verb ?? '');
  if (command === undefined)
    throw new UsageError(`unknown command ${verb}; one of ${[...COMMANDS.keys()].join(', ')} was expected`);
  return command(rest, nodePlatform({ log: stderrLog('error') }));
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
