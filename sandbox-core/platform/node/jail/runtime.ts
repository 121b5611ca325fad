// The Node that guest processes run on: the one that runs the engine, or another that lies beside the application, which is
// asked what only it can know of itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Runtime {
  readonly path: string;
  /** Files it is linked with, at the paths where the host's loader found them; none where it cannot tell. */
  readonly libraries: readonly string[];
  /** What it leaves out, with or without other layers. */
  readonly flags: readonly string[];
}

/**
 * Native addons, the inspector's signal, and `node:sqlite`, which writes past the permission model. The last two are not known
 * to every Node, and an unknown flag is an error.
 */
const FLAGS = ['--no-warnings', '--no-addons'];
const FLAGS_WHERE_KNOWN = ['--disable-sigusr1', '--no-experimental-sqlite'];

/** Said by a Node of itself, as one line of JSON. Interfaces are looked up with a delay, and not asked for. */
const QUESTION = `process.report.excludeNetwork = true;
process.stdout.write(JSON.stringify({ shared: process.report.getReport().sharedObjects, flags: [...process.allowedNodeEnvironmentFlags] }))`;
const MOST_ANSWER_BYTES = 1 << 20;

export function ownRuntime(): Runtime {
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const shared = typeof report === 'object' && report !== null && 'sharedObjects' in report ? report.sharedObjects : [];
  return { path: process.execPath, libraries: librariesIn(shared), flags: flagsOf(process.allowedNodeEnvironmentFlags) };
}

/** For the one kind of process that needs SQLite: its jail holds without Node's model, or nothing does. */
export function withSqlite(runtime: Runtime): Runtime {
  return { ...runtime, flags: runtime.flags.filter((flag) => flag !== '--no-experimental-sqlite') };
}

/** Undefined for what is no Node, or does not start here. It is started with no environment and no arguments of a guest. */
export function askRuntime(path: string): Runtime | undefined {
  const { status, stdout } = spawnSync(path, ['-e', QUESTION], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 10_000,
    maxBuffer: MOST_ANSWER_BYTES,
  });
  if (status !== 0) return undefined;
  const { shared, flags } = answerIn(stdout);
  return Array.isArray(flags) ? { path, libraries: librariesIn(shared), flags: flagsOf(new Set(flags)) } : undefined;
}

function answerIn(text: string): { readonly shared?: unknown; readonly flags?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Some program that is not Node.
    return {};
  }
}

function flagsOf(known: { has(flag: string): boolean }): string[] {
  return [...FLAGS, ...FLAGS_WHERE_KNOWN.filter((flag) => known.has(flag.replace('--no-', '--')))];
}

/** All or none, and with a loader among them: some of its libraries are no use to it. */
function librariesIn(shared: unknown): string[] {
  if (!Array.isArray(shared)) return [];
  const found = shared.filter((path): path is string => typeof path === 'string' && path.startsWith('/'));
  return found.every((path) => existsSync(path)) && found.some((path) => path.includes('ld-')) ? found : [];
}
