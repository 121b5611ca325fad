// `wasm-sandbox run`: a guest under a manifest, with its output on ours and its end as our exit code.
import { writeFileSync } from 'node:fs';
import {
  createRecording,
  endingSentence,
  formatManifest,
  GuestPool,
  jailOf,
  newRecording,
  newRunId,
  planRun,
  startRun,
  type AuditLog,
  type GuestSpawner,
  type Outcome,
  type Platform,
  type RecordingWriter,
  type Run,
  type RunAuditOptions as RunAudit,
  type RunPlan,
  type RunQuestion,
} from '../../sandbox-core/index.ts';
import { describeLayers, findLayers, guestEntry, nodeGuests, NO_LAYERS } from '../../sandbox-core/node.ts';
import { parseArguments } from './arguments.ts';
import { TerminalQuestions } from './ask-on-terminal.ts';
import { closeAudit, openRunAudit } from './audit-place.ts';
import { exitCode } from './exit-code.ts';
import { GuestOutput } from './guest-output.ts';
import { checkAdmission, openModule, type OpenedModule } from './open-module.ts';
import { rulesFor } from './policy/load.ts';
import { RUN_OPTIONS, runRequest, type RunRequest } from './run-options.ts';

export async function runCommand(args: readonly string[], platform: Platform): Promise<number> {
  const request = runRequest(parseArguments(args, RUN_OPTIONS, true));
  const spawner = spawnerFor(request, platform);
  const guests = new GuestPool(spawner, 0);
  const audit = openRunAudit(platform, request.audit, request.mounts);
  // Spawned first: the process starts up while the module is read.
  guests.prepare(jailOf(request.mounts));
  try {
    const opened = await openModule(request.file);
    checkAdmission(opened, request.manifest.limits);
    const outcome = await execute(request, opened, platform, guests, audit);
    return exitCode(outcome);
  } finally {
    guests.close();
    closeAudit(audit);
  }
}

function auditOf(log: AuditLog, opened: OpenedModule, request: RunRequest, platform: Platform): RunAudit {
  const { manifest, policies, jail, bubblewrap } = request;
  const layers = jail ? findLayers({ bubblewrap }) : NO_LAYERS;
  return {
    log,
    moduleName: opened.name,
    moduleDigest: Buffer.from(platform.digests.sha256(opened.bytes)).toString('hex'),
    manifestText: formatManifest(manifest),
    policies,
    engine: `${platform.engine.name} ${platform.engine.version}`,
    isolation: describeLayers({ layers, kind: 'child', holding: undefined }),
  };
}

function spawnerFor({ jail, bubblewrap }: RunRequest, platform: Platform): GuestSpawner {
  if (jail && bubblewrap) return platform.guests;
  return nodeGuests({ entry: guestEntry(), layers: jail ? findLayers({ bubblewrap }) : NO_LAYERS });
}

async function execute(
  request: RunRequest,
  opened: OpenedModule,
  platform: Platform,
  guests: GuestPool,
  log: AuditLog | undefined,
): Promise<Outcome> {
  const { manifest, mounts, policies, faults } = request;
  const runId = newRunId(platform.clock.wall(), platform.random);
  const rules = await rulesFor(manifest, policies);
  const plan = planRun({ run: runId, manifest, rules, program: opened.name, mounts, faults });
  // Where there is no terminal, nothing has been made yet.
  const terminal = request.ask === 'tty' ? TerminalQuestions.open() : undefined;
  const recording = request.record === undefined ? undefined : openRecordingFile(request, plan, opened, platform);
  const audit = log && auditOf(log, opened, request, platform);
  const { bytes, module } = opened;
  const stdout = new GuestOutput(process.stdout);
  const stderr = new GuestOutput(process.stderr);
  if (plan.onMiss === 'audit')
    stderr.writeOwnLine('wasm-sandbox: what no rule permits is let through and marked in this run (onMiss: audit)');
  const ask = request.ask === 'tty' ? 'person' : request.ask;
  const run = startRun({ platform, plan, bytes, module, stdin: request.stdin, guests, recording, audit, ask });
  const answered = terminal === undefined ? undefined : askAt(terminal, run, plan.rules, [stdout, stderr]);
  run.output.listen((piece) => (piece.from === 'stdout' ? stdout : stderr).write(piece.bytes));
  const stop = (): void => run.stop();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const outcome = await run.ended;
  await answered?.();
  terminal?.close();
  tell(outcome, request, plan.rules, stderr, run.letThrough);
  await Promise.all([stdout.flushed(), stderr.flushed()]);
  return outcome;
}

/** Puts each question to the terminal, while what the guest has written waits. Answers how to wait for the last one to be over. */
function askAt(
  terminal: TerminalQuestions,
  run: Run,
  rules: RunPlan['rules'],
  outputs: readonly GuestOutput[],
): () => Promise<void> {
  let asked = 0;
  let last = Promise.resolve();
  const ask = async (question: RunQuestion): Promise<void> => {
    const over = new AbortController();
    const watch = run.changed.listen(() => run.question?.number !== question.number && over.abort());
    for (const output of outputs) output.hold();
    const answer = await terminal.ask(question, rules, over.signal);
    watch();
    for (const output of outputs) output.release();
    if (answer === 'stop') run.stop();
    else if (answer !== undefined) run.answer(question.number, answer);
  };
  run.changed.listen(() => {
    const { question } = run;
    if (question === undefined || question.number === asked) return;
    asked = question.number;
    last = ask(question);
  });
  return () => last;
}

function openRecordingFile(request: RunRequest, plan: RunPlan, opened: OpenedModule, platform: Platform): RecordingWriter {
  const { record = '', policies } = request;
  const source = { plan, moduleName: opened.name, moduleBytes: opened.bytes, manifestText: '', policies };
  return createRecording(platform, record, newRecording(platform, source));
}

/** What ended the run otherwise than by its own will, in a sentence; and the outcome as data where it was asked for. */
function tell(outcome: Outcome, request: RunRequest, rules: RunPlan['rules'], stderr: GuestOutput, letThrough: number): void {
  const json = JSON.stringify(outcome);
  if (request.outcomeFile !== undefined) writeFileSync(request.outcomeFile, `${json}\n`, { mode: 0o600 });
  if (request.json) {
    stderr.writeOwnLine(json);
    return;
  }
  const clean = outcome.kind === 'returned' || outcome.kind === 'exited';
  if (!clean) stderr.writeOwnLine(`wasm-sandbox: ${endingSentence(outcome, rules)}`);
  else if (outcome.totals.denials > 0) stderr.writeOwnLine(`wasm-sandbox: ${deniedSentence(outcome, request)}`);
  if (letThrough > 0) stderr.writeOwnLine(`wasm-sandbox: ${letThroughSentence(letThrough, request, rules)}`);
}

function letThroughSentence(calls: number, { record, manifest }: RunRequest, rules: RunPlan['rules']): string {
  const rule = rules.find(({ pointer, effect }) => pointer === '/onMiss' && effect === 'permit')?.id ?? 0;
  const by = manifest.onMiss === 'audit' ? 'for audit' : 'when asked';
  const which =
    record === undefined ? '--record FILE keeps which' : `trace ${record} --where 'rule:${rule} outcome:ok' shows them`;
  return `${calls === 1 ? '1 call' : `${calls} calls`} that no rule permits ${calls === 1 ? 'was' : 'were'} let through ${by}; ${which}`;
}

function deniedSentence(outcome: Outcome, request: RunRequest): string {
  const { denials } = outcome.totals;
  const calls = denials === 1 ? '1 call was denied' : `${denials} calls were denied`;
  const unasked = request.manifest.onMiss === 'ask' && request.ask === 'deny' ? ', and nobody was asked (--ask tty)' : '';
  return request.record === undefined
    ? `${calls}${unasked}; --record FILE keeps which, trace FILE shows them`
    : `${calls}${unasked}; trace ${request.record} --where denied shows them`;
}
