// `wasm-sandbox to-test`: a recording made into the folder of a regression test.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  diagnosticText,
  EXPECTATION_NAMES,
  exportRecording,
  makeTest,
  openRecording,
  visibleText,
  type MakeTestOptions,
  type Platform,
  type TestFiles,
} from '../../sandbox-core/index.ts';
import { parseArguments, type OptionTable, type ParsedArguments } from './arguments.ts';
import { openModule } from './open-module.ts';
import { TEST_FILE_CAPS, TEST_FOLDER_ENDING } from './open-test.ts';
import { UsageError } from './usage.ts';

const OPTIONS: OptionTable = {
  into: 'value',
  name: 'value',
  module: 'value',
  mode: 'value',
  'fuel-slack': 'value',
  'without-secrets': 'flag',
  ...Object.fromEntries(EXPECTATION_NAMES.map((name) => [`no-${name}`, 'flag' as const])),
};

export async function toTestCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(args, OPTIONS, false);
  const into = options.get('into')?.[0];
  if (into === undefined) throw new UsageError('--into DIR was expected: the folder that gets the test');
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const name = testName(options.get('name')?.[0] ?? basename(file, '.session'));
  const folder = join(into, `${name}${TEST_FOLDER_ENDING}`);
  if (existsSync(folder)) throw new UsageError(`${folder}: is there already`);
  mkdirSync(into, { recursive: true });
  // Made beside its place, so that a test is there whole or not at all.
  const draft = mkdtempSync(join(into, '.to-test-'));
  try {
    const made = await makeFrom(file, options, draft, platform);
    renameSync(draft, folder);
    process.stdout.write(`${[folder, ...made.remarks.map((remark) => `  ${remark}`)].map(visibleText).join('\n')}\n`);
  } catch (thrown) {
    rmSync(draft, { recursive: true, force: true });
    throw thrown;
  }
  return 0;
}

async function makeFrom(
  file: string,
  options: ParsedArguments['options'],
  draft: string,
  platform: Platform,
): Promise<TestFiles> {
  const settings = await settingsOf(options);
  const opened = openRecording(platform, file);
  if (!opened.ok) throw new UsageError(`${file}: ${opened.diagnostics.map(diagnosticText).join('; ')}`);
  try {
    const session = copyOf(file, settings.secrets, join(draft, 'recording.session'), platform);
    const made = makeTest(platform, opened.value, { ...settings, session });
    if (!made.ok) throw new UsageError(`${file}: ${made.diagnostics.map(diagnosticText).join('; ')}`);
    for (const { name, bytes } of made.value.files) writeFileSync(join(draft, name), bytes, { mode: 0o600 });
    return made.value;
  } finally {
    opened.value.close();
  }
}

/** Without the module, which lies beside it, and without paths of the host. */
function copyOf(file: string, secrets: boolean, copy: string, platform: Platform): Uint8Array {
  const leaveOut = new Set(secrets ? [] : (['secret'] as const));
  exportRecording(platform, file, copy, { leaveOut, privateTexts: false, module: false, notes: false });
  const { size } = statSync(copy);
  if (size > TEST_FILE_CAPS.recording) {
    throw new UsageError(`${file}: ${size} bytes are too much for a test; at most ${TEST_FILE_CAPS.recording} were expected`);
  }
  return readFileSync(copy);
}

type Settings = Omit<MakeTestOptions, 'session'>;

async function settingsOf(options: ParsedArguments['options']): Promise<Settings> {
  const module = options.get('module')?.[0];
  return {
    ...(module === undefined ? {} : { module: (await openModule(module)).bytes }),
    mode: modeOf(options.get('mode')?.[0] ?? 'replay'),
    fuelSlack: slackOf(options.get('fuel-slack')?.[0] ?? '5%'),
    without: new Set(EXPECTATION_NAMES.filter((name) => options.has(`no-${name}`))),
    secrets: !options.has('without-secrets'),
  };
}

function modeOf(text: string): Settings['mode'] {
  if (text === 'replay' || text === 'live') return text;
  throw new UsageError(`--mode ${text}: replay or live was expected`);
}

function slackOf(text: string): number {
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(text)?.[1];
  if (percent === undefined || Number(percent) > 100) {
    throw new UsageError(`--fuel-slack ${text}: a part such as 5% was expected, at most 100%`);
  }
  return Number(percent) / 100;
}

function testName(text: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(text)) return text;
  throw new UsageError(`"${visibleText(text)}" is no name for a test; --name NAME with letters, digits, ., - and _ was expected`);
}
