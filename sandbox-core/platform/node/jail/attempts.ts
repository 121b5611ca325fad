// What a guest process that has gone over to its guest would try: each attempt answers what it got, or throws (or waits in
// vain) when it was held. Run by jail-self-test.ts in a process that is started exactly as guest processes are.
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import type * as Wasi from 'node:wasi';
import { MOST_DESCRIPTORS } from './resource-limits.ts';

/** What the engine has laid out for the self-test to reach for. */
export interface Bait {
  readonly enginePid: number;
  /** A folder of the engine's, outside of the jail. */
  readonly folder: string;
  /** A file in it, and the word that stands in the file. */
  readonly secretFile: string;
  readonly secret: string;
  /** On 127.0.0.1; both answer whoever asks. */
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly unixSocket: string;
  /** A library that could be loaded as an addon. */
  readonly library: string | undefined;
}

type Try = (bait: Bait) => unknown;

/** Not named `require`: the builder would declare one of its own beside it. */
const load = createRequire(import.meta.url);
const OWN_FILE = fileURLToPath(import.meta.url);
/** Electron takes an empty environment as "inherit all", so it gets one word of ours; Windows needs to find its libraries. */
const UTILITY_VARIABLES: ReadonlySet<string> = new Set(['WASM_SANDBOX_PROCESS', 'SystemRoot', 'windir']);
const PLANTED = 'planted-by-the-self-test';

function held(why: string): never {
  throw new Error(why);
}

function readWord(path: string, { secret }: Bait): string {
  return readFileSync(path, 'utf8').includes(secret) ? path : held('another file');
}

function plant(path: string): string {
  writeFileSync(path, '');
  rmSync(path, { force: true });
  return path;
}

/** Variables of a process; one that has none gives nothing away. */
function environmentOf(pid: number | string): string {
  const text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  const variables = text.split('\0').map((variable) => variable.split(/=(.*)/s).slice(0, 2));
  return variableOf(Object.fromEntries(variables)) ?? held('empty');
}

/** All but the one that bubblewrap sets by itself, and those without which a utility process does not start. */
function variableOf(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const ours = (name: string): boolean => UTILITY_VARIABLES.has(name) || (name === 'PWD' && variables[name] === '/');
  return Object.keys(variables).find((name) => name !== '' && !ours(name));
}

async function answered(socket: NodeJS.EventEmitter, event: string): Promise<string> {
  await once(socket, event);
  return event;
}

export const ATTEMPTS: ReadonlyMap<string, Try> = new Map<string, Try>([
  ["read a file of the user's", (bait) => readWord(bait.secretFile, bait)],
  ['read /etc/passwd', () => readFileSync('/etc/passwd')],
  ['read a file through /proc/self/root', (bait) => readWord(`/proc/self/root${bait.secretFile}`, bait)],
  [
    "list the system's folders",
    () => readdirSync('/').find((name) => ['etc', 'home', 'root', 'Users', 'Windows'].includes(name)) ?? held('none of the host'),
  ],
  ['write next to its own program', () => plant(join(OWN_FILE, '..', PLANTED))],
  ['write into /tmp', () => plant(`/tmp/${PLANTED}`)],
  ["write into a folder of the user's", (bait) => plant(join(bait.folder, PLANTED))],
  [
    "write a database into a folder of the user's",
    (bait) => {
      const { DatabaseSync }: typeof Sqlite = load('node:sqlite');
      new DatabaseSync(join(bait.folder, `${PLANTED}.db`)).exec('CREATE TABLE planted (word TEXT)');
    },
  ],
  ['have variables in its environment', () => variableOf(process.env) ?? held('none')],
  ["read the first process's environment", () => environmentOf(1)],
  ["read the engine's environment", (bait) => environmentOf(bait.enginePid)],
  ["open the engine's memory", (bait) => closeSync(openSync(`/proc/${bait.enginePid}/mem`, 'r'))],
  ['see other processes', (bait) => readFileSync(`/proc/${bait.enginePid}/cmdline`)],
  ['signal the engine', (bait) => process.kill(bait.enginePid, 0)],
  // In a jail the process's parent is the jail's own first process.
  ["signal the system's first process", () => (process.ppid === 1 ? held('its own jail') : process.kill(1, 0))],
  ["change the engine's priority", (bait) => setPriority(bait.enginePid, constants.priority.PRIORITY_LOW)],
  ['connect to 127.0.0.1', (bait) => answered(connect(bait.tcpPort, '127.0.0.1'), 'data')],
  [
    'connect to a Unix socket',
    (bait) => (bait.unixSocket === '' ? held('there is none here') : answered(connect(bait.unixSocket), 'data')),
  ],
  [
    'send a datagram to 127.0.0.1',
    (bait) => {
      const socket = createSocket('udp4');
      socket.send('anyone?', bait.udpPort, '127.0.0.1');
      return answered(socket, 'message');
    },
  ],
  ['listen on 127.0.0.1', () => answered(createServer().listen(0, '127.0.0.1'), 'listening')],
  [
    'start a process',
    () => {
      const { error, pid } = spawnSync(process.execPath, ['--version'], { timeout: 2000 });
      return error && !pid ? held(codeOf(error)) : pid;
    },
  ],
  [
    'load a native addon',
    ({ library }) => {
      if (library === undefined) held('there is none to load');
      try {
        process.dlopen({ exports: {} }, library);
      } catch (thrown) {
        // Only what was loaded can fail to register.
        if (!/self-register/.test(String(thrown))) throw thrown;
      }
    },
  ],
  [
    'open the inspector',
    () => {
      inspector.open(0, '127.0.0.1');
      return inspector.url() ?? held('no address');
    },
  ],
  [
    "preopen the system's folders through node:wasi",
    (bait) => {
      const { WASI }: typeof Wasi = load('node:wasi');
      return new WASI({ version: 'preview1', preopens: { '/': bait.folder } });
    },
  ],
  ['find descriptors of the engine', () => foreignDescriptor() ?? held('none')],
  [
    'open more files than a guest can need',
    () => {
      const opened: number[] = [];
      try {
        while (opened.length <= MOST_DESCRIPTORS) opened.push(openSync(OWN_FILE, 'r'));
      } finally {
        for (const descriptor of opened) closeSync(descriptor);
      }
    },
  ],
  ['leave a core dump', () => coreBytes() || held('of no size')],
]);

/** A descriptor that leads to a file neither of the runtime nor of the program: one that was not closed for us. */
function foreignDescriptor(): string | undefined {
  const ours = [...runtimeFiles(), join(OWN_FILE, '../../../..'), '/dev/null', '/dev/urandom', '/proc/'];
  return readdirSync('/proc/self/fd')
    .filter((name) => Number(name) > 2)
    .flatMap((name) => {
      try {
        return [readlinkSync(`/proc/self/fd/${name}`)];
      } catch {
        // The descriptor of the listing itself is closed by now.
        return [];
      }
    })
    .find((path) => path.startsWith('/') && !ours.some((prefix) => path.startsWith(prefix)));
}

/** A utility process has Chromium's resources open, which lie beside its program, and memory that it shares with its like. */
function runtimeFiles(): string[] {
  const utility = process.versions['electron'] !== undefined;
  return utility ? [dirname(process.execPath), '/memfd:', '/dev/shm/.org.chromium.'] : [process.execPath];
}

function coreBytes(): string | number {
  Object.assign(process.report, { excludeNetwork: true });
  const report: { userLimits?: Record<string, { hard: string | number }> } = process.report.getReport();
  return report.userLimits?.['core_file_size_blocks']?.hard ?? 'unlimited';
}

/** The system's or Node's name for what went wrong; a word of ours where it has none. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.message.slice(0, 80);
}
