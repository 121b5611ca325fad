// Guest processes on Node: a child with an empty environment, nothing inherited, and one pipe (descriptor 3) to us.
import { spawn, type ChildProcess } from 'node:child_process';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SandboxError } from '../../base/errors.ts';
import type { GuestExit, GuestProcess, GuestSpawner } from '../platform.ts';
import { streamChannel } from './stream-channel.ts';

/** Most that a guest process may send in one message; run/guest-protocol.ts says why. */
const MOST_GUEST_MESSAGE = 32 << 20;
const LAST_WORDS_BYTES = 8 << 10;

export interface NodeGuestOptions {
  /** The process's entry file: guest-process.ts, or its built form. */
  readonly entry: URL;
}

export function nodeGuests(options: NodeGuestOptions): GuestSpawner {
  return { spawn: () => spawnGuest(options) };
}

function spawnGuest(options: NodeGuestOptions): GuestProcess {
  const child = spawn(process.execPath, ['--no-warnings', '--no-addons', fileURLToPath(options.entry)], {
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // A terminal's Ctrl+C is for the engine, which then stops its guests in good order.
    detached: true,
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Duplex)) throw new SandboxError('UNAVAILABLE', 'the guest process has no pipe');
  return {
    pid: child.pid,
    channel: streamChannel(pipe, MOST_GUEST_MESSAGE),
    kill: () => {
      child.kill('SIGKILL');
    },
    exited: exitOf(child),
    lastWords: collectLastWords(child),
  };
}

function exitOf(child: ChildProcess): Promise<GuestExit> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', () => resolve({ code: null, signal: null }));
  });
}

function collectLastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS_BYTES);
  });
  return () => words;
}
