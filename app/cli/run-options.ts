// The command line of `run` as a manifest with its mounts resolved: a manifest file, then what options add or replace.
// Options are grants: a host path stands here because a person typed it (DESIGN, Processes).
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  checkManifest,
  diagnosticText,
  emptyManifest,
  missReach,
  ON_MISS,
  parseBytes,
  parseDuration,
  parseFaults,
  parseInstant,
  parseManifest,
  PRESETS,
  type Bytes,
  type FaultRule,
  type Manifest,
  type MountRight,
  type Nanos,
  type PlannedMount,
  type PolicyText,
} from '../../sandbox-core/index.ts';
import type { OptionTable, ParsedArguments } from './arguments.ts';
import { readPolicyFiles } from './policy/policy-files.ts';
import { UsageError } from './usage.ts';

export const RUN_OPTIONS = {
  manifest: 'value',
  preset: 'value',
  rules: 'values',
  grant: 'values',
  dir: 'values',
  env: 'values',
  stdin: 'value',
  fuel: 'value',
  timeout: 'value',
  cpu: 'value',
  memory: 'value',
  stack: 'value',
  clock: 'value',
  seed: 'value',
  denials: 'value',
  'on-miss': 'value',
  ask: 'value',
  faults: 'value',
  audit: 'value',
  'no-jail': 'flag',
  'no-bubblewrap': 'flag',
  record: 'value',
  json: 'flag',
  outcome: 'value',
} as const satisfies OptionTable;

export interface RunRequest {
  readonly file: string;
  readonly manifest: Manifest;
  /** Policy texts beside the manifest. */
  readonly policies: readonly PolicyText[];
  readonly mounts: readonly PlannedMount[];
  readonly stdin: Uint8Array;
  /** Who answers where `onMiss` is `ask`. */
  readonly ask: 'deny' | 'allow' | 'tty';
  /** What goes wrong on purpose; empty for nothing. */
  readonly faults: readonly FaultRule[];
  /** False: the guest's process gets none of the layers that this machine has. */
  readonly jail: boolean;
  /** False: without bubblewrap and its filter, with what else this machine has. */
  readonly bubblewrap: boolean;
  readonly record: string | undefined;
  /** As typed: a file, `off`, or undefined for the app's own log. */
  readonly audit: string | undefined;
  readonly json: boolean;
  readonly outcomeFile: string | undefined;
}

interface Grant {
  readonly path: string;
  readonly writable: boolean;
}

const ALL_RIGHTS: readonly MountRight[] = ['read', 'write', 'create'];
/** Input is handed over whole, so it has a cap. */
const MOST_STDIN_BYTES = 64 << 20;
/** As parseFaults takes at most. */
const MOST_FAULTS_BYTES = 1 << 20;

export function runRequest(parsed: ParsedArguments): RunRequest {
  const one = (name: keyof typeof RUN_OPTIONS): string | undefined => parsed.options.get(name)?.[0];
  const all = (name: keyof typeof RUN_OPTIONS): readonly string[] => parsed.options.get(name) ?? [];
  const file = one('manifest');
  const base = file === undefined ? presetNamed(one('preset')) : readManifest(file);
  if (file !== undefined && one('preset') !== undefined) throw new UsageError('--preset and --manifest are both given');
  const added = all('dir').map(parseDirectory);
  const grants = new Map(all('grant').map(parseGrant));
  const onMiss = parseOnMiss(one('on-miss')) ?? base.onMiss;
  const ask = parseAsk(one('ask'), onMiss, one('stdin'));
  const mounts = [...base.mounts.map((mount) => resolveMount(mount, grants, onMiss)), ...added];
  const manifest = checked({
    ...base,
    args: parsed.rest.length > 0 ? parsed.rest : base.args,
    env: [...new Map([...base.env, ...all('env').map(parseVariable)])],
    mounts: [...base.mounts, ...added.map((mount) => ({ guest: mount.guest, source: hostSource(mount), rights: mount.rights }))],
    clock: parseClock(one('clock')) ?? base.clock,
    random: parseSeed(one('seed')) ?? base.random,
    limits: { ...base.limits, ...parseLimits(one), ...parseFuel(one('fuel')), ...parseDenials(one('denials')) },
    onMiss,
  });
  return {
    file: parsed.file,
    manifest,
    policies: readPolicyFiles(all('rules')),
    mounts,
    stdin: readStdin(one('stdin')),
    ask,
    faults: readFaults(one('faults')),
    jail: !parsed.options.has('no-jail'),
    bubblewrap: !parsed.options.has('no-bubblewrap'),
    record: one('record'),
    audit: one('audit'),
    json: parsed.options.has('json'),
    outcomeFile: one('outcome'),
  };
}

/** What options make of a manifest is held to all that a file is held to. */
function checked(manifest: Manifest): Manifest {
  const result = checkManifest(manifest);
  if (result.ok) return result.value;
  const [first] = result.diagnostics;
  throw new UsageError(first ? first.message : 'these options do not go together');
}

function readManifest(file: string): Manifest {
  const parsed = parseManifest(readFileSync(file, 'utf8'));
  if (parsed.ok) return parsed.value;
  const [first] = parsed.diagnostics;
  throw new UsageError(`${basename(file)}: ${first ? diagnosticText(first) : 'unreadable manifest'}`);
}

function readFaults(file: string | undefined): readonly FaultRule[] {
  if (file === undefined) return [];
  const { size } = statSync(file);
  if (size > MOST_FAULTS_BYTES) throw new UsageError(`--faults: ${size} bytes; a schedule may have ${MOST_FAULTS_BYTES} at most`);
  const parsed = parseFaults(readFileSync(file, 'utf8'));
  if (parsed.ok) return parsed.value;
  const [first] = parsed.diagnostics;
  throw new UsageError(`${basename(file)}: ${first ? diagnosticText(first) : 'unreadable fault schedule'}`);
}

function presetNamed(name: string | undefined): Manifest {
  if (name === undefined) return emptyManifest();
  const preset = PRESETS.find((one) => one.name === name);
  if (preset !== undefined) return preset.manifest;
  throw new UsageError(`--preset ${name}: one of ${PRESETS.map((one) => one.name).join(', ')} was expected`);
}

/** `HOST::GUEST[:ro]`. */
export function parseDirectory(text: string): PlannedMount {
  const match = /^(.+?)::(\/.*?)(:ro|:rw)?$/s.exec(text);
  if (!match?.[1] || !match[2])
    throw new UsageError(`--dir ${text}: HOST::GUEST or HOST::GUEST:ro was expected, GUEST beginning with /`);
  const path = directory(match[1], '--dir');
  const guest = match[2].length > 1 ? match[2].replace(/\/+$/, '') : match[2];
  return { guest, source: { kind: 'host', path }, rights: match[3] === ':ro' ? ['read'] : ALL_RIGHTS };
}

/** `NAME=DIR[:ro]`. */
function parseGrant(text: string): [string, Grant] {
  const match = /^([\w.-]{1,64})=(.+?)(:ro|:rw)?$/s.exec(text);
  if (!match?.[1] || !match[2]) throw new UsageError(`--grant ${text}: NAME=DIR or NAME=DIR:ro was expected`);
  return [match[1], { path: directory(match[2], '--grant'), writable: match[3] !== ':ro' }];
}

function directory(path: string, option: string): string {
  const stats = statSync(resolve(path), { throwIfNoEntry: false });
  if (!stats?.isDirectory()) throw new UsageError(`${option}: ${path} is not a folder`);
  return realpathSync(resolve(path));
}

function resolveMount(
  mount: Manifest['mounts'][number],
  grants: ReadonlyMap<string, Grant>,
  onMiss: Manifest['onMiss'],
): PlannedMount {
  const { source, guest, rights } = mount;
  if (source.kind === 'memory') return { guest, source, rights };
  const grant =
    source.kind === 'grant' ? grants.get(source.name) : [...grants.values()].find(({ path }) => path === resolve(source.path));
  if (!grant) {
    const wanted = source.kind === 'grant' ? `the grant "${source.name}"` : `the folder ${source.path}`;
    throw new UsageError(`the manifest mounts ${wanted} at ${guest}, which no --grant gives`);
  }
  if (!grant.writable && rights.some((right) => right !== 'read')) {
    throw new UsageError(`the manifest asks to write under ${guest}, but its grant is read-only`);
  }
  return { guest, source: { kind: 'host', path: grant.path }, rights, ...missReach(onMiss, grant) };
}

function hostSource(mount: PlannedMount): Manifest['mounts'][number]['source'] {
  return mount.source.kind === 'host' ? { kind: 'path', path: mount.source.path } : mount.source;
}

function parseVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0 || text.includes('\0')) throw new UsageError(`--env ${text}: NAME=VALUE was expected`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function parseClock(text: string | undefined): Manifest['clock'] | undefined {
  if (text === undefined) return undefined;
  if (text === 'real') return { kind: 'real' };
  const at = parseInstant(text === 'frozen' ? '2000-01-01T00:00:00Z' : text);
  if (at === undefined)
    throw new UsageError(`--clock ${text}: real, frozen or an instant such as 2026-01-01T00:00:00Z was expected`);
  return { kind: 'frozen', at };
}

function parseSeed(text: string | undefined): Manifest['random'] | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffff_ffff)
    throw new UsageError(`--seed ${text}: a whole number from 0 to 4294967295 was expected`);
  return { kind: 'seeded', seed };
}

function parseLimits(one: (name: 'timeout' | 'cpu' | 'memory' | 'stack') => string | undefined): Partial<Manifest['limits']> {
  const time = (name: 'timeout' | 'cpu'): Nanos | undefined =>
    amount(name, one(name), parseDuration, 'a time such as 2s or 500ms');
  const size = (name: 'memory' | 'stack'): Bytes | undefined => amount(name, one(name), parseBytes, 'a size such as 64MiB');
  const [wallTime, cpuTime, most, stack] = [time('timeout'), time('cpu'), size('memory'), size('stack')];
  return {
    ...(wallTime ? { wallTime } : {}),
    ...(cpuTime ? { cpuTime } : {}),
    ...(most ? { memory: { most, onExceed: 'stop' as const } } : {}),
    ...(stack ? { stack } : {}),
  };
}

function amount<Value extends number>(
  name: string,
  text: string | undefined,
  parse: (text: string) => Value | undefined,
  expected: string,
): Value | undefined {
  const value = text === undefined ? undefined : parse(text);
  if (text !== undefined && !value) throw new UsageError(`--${name} ${text}: ${expected} was expected`);
  return value;
}

/** `N` counts each instruction, `N:coarse` whole loop bodies. */
function parseFuel(text: string | undefined): Partial<Manifest['limits']> {
  if (text === undefined) return {};
  const match = /^(\d{1,16}|\d(?:\.\d+)?e\d{1,2})(:coarse|:exact)?$/.exec(text);
  const most = Number(match?.[1]);
  if (!match || !Number.isSafeInteger(most) || most < 1) {
    throw new UsageError(`--fuel ${text}: a number of instructions such as 1000000000 or 1e9:coarse was expected`);
  }
  return { fuel: { most, counting: match[2] === ':coarse' ? 'coarse' : 'exact' } };
}

function parseDenials(text: string | undefined): Partial<Manifest['limits']> {
  if (text === undefined) return {};
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--denials ${text}: a whole number from 0 to 100000 was expected`);
  return { denials: Number(text) };
}

function parseOnMiss(text: string | undefined): Manifest['onMiss'] | undefined {
  const found = ON_MISS.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  throw new UsageError(`--on-miss ${text}: one of ${ON_MISS.join(', ')} was expected`);
}

function parseAsk(text: string | undefined, onMiss: Manifest['onMiss'], stdin: string | undefined): RunRequest['ask'] {
  if (text === undefined) return 'deny';
  if (text !== 'deny' && text !== 'allow' && text !== 'tty')
    throw new UsageError(`--ask ${text}: deny, allow or tty was expected`);
  if (onMiss !== 'ask') throw new UsageError('--ask is for a run that asks: "onMiss": "ask" in the manifest, or --on-miss ask');
  if (text === 'tty' && stdin === '-' && process.stdin.isTTY)
    throw new UsageError('--ask tty: the guest reads from the same terminal; --stdin FILE was expected');
  return text;
}

function readStdin(file: string | undefined): Uint8Array {
  if (file === undefined) return new Uint8Array();
  const bytes = readFileSync(file === '-' ? 0 : file);
  if (bytes.length > MOST_STDIN_BYTES)
    throw new UsageError(`--stdin: ${bytes.length} bytes; at most ${MOST_STDIN_BYTES} can be given`);
  return bytes;
}
