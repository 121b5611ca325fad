// Guest processes on Node: a child with an empty environment, in what jail this machine offers, and one pipe to us.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import { Duplex, Writable } from 'node:stream';
import { SandboxError } from '../../base/errors.ts';
import type { GuestExit, GuestProcess, GuestSpawner, Jail } from '../platform.ts';
import { FILTER_DESCRIPTOR, findLayers, launch, PIPE_DESCRIPTOR, type JailLayers } from './jail/launch.ts';
import { streamChannel } from './stream-channel.ts';

/** Most that a guest process may send in one message; run/guest-protocol.ts says why. */
const MOST_GUEST_MESSAGE = 32 << 20;
const LAST_WORDS_BYTES = 8 << 10;

export interface NodeGuestOptions {
  /** The process's entry file: guest-process.ts, or its built form. */
  readonly entry: URL;
  /** The layers around it; those that this machine has where nothing is said. */
  readonly layers?: JailLayers;
}

export function nodeGuests(options: NodeGuestOptions): GuestSpawner {
  let layers = options.layers;
  // Found at the first spawn: trying them takes time that who only reads a module need not wait.
  return { spawn: (jail) => spawnGuest(options.entry, jail, (layers ??= findLayers())) };
}

function spawnGuest(entry: URL, jail: Jail, layers: JailLayers): GuestProcess {
  const { command, args, filter } = launch(entry, jail, layers);
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'pipe', ...(filter ? (['pipe'] as const) : [])];
  // Detached: a terminal's Ctrl+C is for the engine, which then stops its guests in good order.
  const child = spawn(command, args, { env: {}, stdio, detached: true });
  if (filter) giveFilter(child, filter);
  const pipe = child.stdio[PIPE_DESCRIPTOR];
  if (!(pipe instanceof Duplex)) throw new SandboxError('UNAVAILABLE', 'the guest process has no pipe');
  return {
    pid: child.pid,
    channel: streamChannel(pipe, MOST_GUEST_MESSAGE),
    kill: () => {
      child.kill('SIGKILL');
      // bubblewrap killed in its first milliseconds leaves its own child behind; that one ends when its pipe does.
      pipe.destroy();
      child.stderr?.destroy();
    },
    exited: exitOf(child),
    lastWords: collectLastWords(child),
  };
}

function giveFilter(child: ChildProcess, filter: Uint8Array): void {
  const stream = child.stdio[FILTER_DESCRIPTOR];
  if (!(stream instanceof Writable)) throw new SandboxError('UNAVAILABLE', 'the guest process takes no filter');
  // A child that is gone before it has read its filter is reported by its exit.
  stream.on('error', () => undefined);
  stream.end(filter);
}

function exitOf(child: ChildProcess): Promise<GuestExit> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal === null ? ofJailed(code) : { code, signal }));
    child.on('error', () => resolve({ code: null, signal: null }));
  });
}

/** bubblewrap passes a signal on as shells do: 128 and its number. */
function ofJailed(code: number | null): GuestExit {
  const name = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return name === undefined ? { code, signal: null } : { code: null, signal: name };
}

function collectLastWords(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS_BYTES);
  });
  return () => words;
}
