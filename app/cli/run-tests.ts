// `wasm-sandbox test`: runs regression tests, some at a time, and tells how they went in the format that was asked for.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  engineFeatures,
  GuestPool,
  jsonReport,
  junitReport,
  messageOf,
  runTest,
  SandboxError,
  summary,
  tapReport,
  textReport,
  updateTest,
  visibleText,
  type Platform,
  type RunTestOptions,
  type TestReport,
  type TestRun,
} from '../../sandbox-core/index.ts';
import { parseAnyWords } from './arguments.ts';
import { EXIT } from './exit-code.ts';
import { findTests, type FoundTest } from './find-tests.ts';
import { openModule } from './open-module.ts';
import { openTest, TestRefusal, type OpenedTest } from './open-test.ts';
import { UsageError } from './usage.ts';

const FORMATS = { text: textReport, tap: tapReport, junit: junitReport, json: jsonReport } as const;
const MOST_JOBS = 64;

interface Setting {
  readonly platform: Platform;
  readonly guests: GuestPool;
  readonly engine: RunTestOptions['engine'];
  /** A folder of ours, for what live tests record. */
  readonly scratch: string;
  readonly update: boolean;
  /** Another build to be tested, in place of the module of each test. */
  readonly build: Pick<OpenedTest, 'bytes' | 'module'> | undefined;
}

/** Exit codes: 0 all passed, 1 some failed, 2 there are none, or one cannot be run. */
export async function testCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { options, words } = parseAnyWords(args, {
    format: 'value',
    out: 'value',
    filter: 'value',
    jobs: 'value',
    module: 'value',
    update: 'flag',
  });
  if (words.length === 0) throw new UsageError('a folder with tests was expected');
  const one = (name: string): string | undefined => options.get(name)?.[0];
  const format = formatOf(one('format') ?? 'text');
  const jobs = jobsOf(one('jobs') ?? '1');
  const filter = one('filter') ?? '';
  const tests = findTests(words).filter(({ name }) => name.includes(filter));
  if (tests.length === 0)
    throw new UsageError(`no tests found${filter === '' ? '' : ` whose name has "${visibleText(filter)}"`}`);
  const module = one('module');
  const build = module === undefined ? undefined : await openModule(module);
  const reports = await runAll(tests, jobs, platform, { update: options.has('update'), build });
  const text = format(reports);
  const out = one('out');
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    process.stdout.write(`${summary(reports)}\n`);
  }
  if (reports.some(({ status }) => status === 'refused')) return EXIT.input;
  return reports.some(({ status }) => status === 'failed') ? 1 : 0;
}

async function runAll(
  tests: readonly FoundTest[],
  jobs: number,
  platform: Platform,
  choice: Pick<Setting, 'update' | 'build'>,
): Promise<TestReport[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'wasm-sandbox-test-'));
  const guests = new GuestPool(platform.guests, 0);
  const engine = engineFeatures((bytes) => WebAssembly.validate(bytes.slice()));
  const setting: Setting = { platform, guests, engine, scratch, ...choice };
  const reports: TestReport[] = [];
  const waiting = tests.entries();
  const work = async (): Promise<void> => {
    for (const [number, test] of waiting) reports[number] = await reportOn(test, number, setting);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, tests.length) }, work));
    return reports;
  } finally {
    guests.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function reportOn({ name, folder }: FoundTest, number: number, setting: Setting): Promise<TestReport> {
  const started = performance.now();
  const report = (status: TestReport['status'], rest: Partial<TestReport>): TestReport => {
    return { name, status, differences: [], message: '', milliseconds: performance.now() - started, ...rest };
  };
  try {
    const opened = openTest(folder, setting.platform);
    try {
      const run = await runOpened(opened, folder, number, setting);
      if (run.kind === 'refused') return report('refused', { message: run.message });
      return report(run.differences.length === 0 ? 'passed' : 'failed', { differences: run.differences });
    } finally {
      opened.recording.close();
    }
  } catch (thrown) {
    // A recording is read while it is replayed: what its chain does not vouch for is refused then.
    if (thrown instanceof TestRefusal || thrown instanceof SandboxError) return report('refused', { message: thrown.message });
    throw new Error(`${name}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

async function runOpened(opened: OpenedTest, folder: string, number: number, setting: Setting): Promise<TestRun> {
  const { platform, guests, engine, update, build } = setting;
  const tested = build === undefined ? opened : { ...opened, bytes: build.bytes, module: build.module };
  const run = (what: string, freely: boolean): Promise<TestRun> =>
    runTest({ ...tested, platform, guests, engine, freely, scratch: join(setting.scratch, `${number}-${what}.session`) });
  const first = await run('first', false);
  if (!update || first.kind === 'refused' || first.differences.length === 0) return first;
  const free = await run('free', true);
  if (free.kind === 'refused') return free;
  const sha256 = (bytes: Uint8Array): Uint8Array => platform.digests.sha256(bytes);
  const { text, changes } = updateTest(opened.text, opened.test, free.observed, sha256);
  for (const change of changes) process.stderr.write(`${visibleText(`${folder}: ${change}`)}\n`);
  if (changes.length > 0) writeFileSync(join(folder, 'test.json'), text);
  const left = first.differences.filter(({ about }) => about === 'calls' || about === 'verdicts');
  return { ...first, differences: left };
}

function formatOf(text: string): (reports: readonly TestReport[]) => string {
  if (Object.hasOwn(FORMATS, text)) return FORMATS[text as keyof typeof FORMATS];
  throw new UsageError(`--format ${text}: ${Object.keys(FORMATS).join(', ')} was expected`);
}

function jobsOf(text: string): number {
  const jobs = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > MOST_JOBS) throw new UsageError(`--jobs ${text}: a number from 1 to ${MOST_JOBS} was expected`);
  return jobs;
}
