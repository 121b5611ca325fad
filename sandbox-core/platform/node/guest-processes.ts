// Guest processes on Node: a child with an empty environment, in what jail this machine offers, and one pipe to us.
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { Duplex, Writable } from 'node:stream';
import { SandboxError } from '../../base/errors.ts';
import type { GuestExit, GuestProcess, GuestSpawner } from '../platform.ts';
import { withoutInherited } from './inherited-descriptors.ts';
import { FILTER_DESCRIPTOR, findLayers, launch, PIPE_DESCRIPTOR, type JailLayers, type Launch } from './jail/launch.ts';
import { ownRuntime, type Runtime } from './jail/runtime.ts';
import { streamChannel } from './stream-channel.ts';

/** Most that a guest process may send in one message; run/guest-protocol.ts says why. */
const MOST_GUEST_MESSAGE = 32 << 20;
/** A jailed guest speaks some 100 ms after its spawn; on a busy machine within seconds. */
const SILENT_MILLISECONDS = 5000;
const LAST_WORDS_BYTES = 8 << 10;

export interface NodeGuestOptions {
  /** The process's entry file: guest-process.ts, or its built form. */
  readonly entry: URL;
  /** The layers around it; those that this machine has where nothing is said. */
  readonly layers?: JailLayers;
  /** The Node that runs it; the engine's own where nothing is said. */
  readonly runtime?: Runtime;
}

export function nodeGuests(options: NodeGuestOptions): GuestSpawner {
  let { layers, runtime } = options;
  // Found at the first spawn: trying them takes time that who only reads a module need not wait.
  return {
    spawn: (jail) => {
      runtime ??= ownRuntime();
      layers ??= findLayers({ runtime });
      return spawnGuest(launch(runtime, options.entry, jail, layers), layers.bubblewrap !== undefined);
    },
  };
}

function spawnGuest({ command, args, filter }: Launch, jailed: boolean): GuestProcess {
  const stdio = withoutInherited(['ignore', 'ignore', 'pipe', 'pipe', ...(filter ? (['pipe'] as const) : [])]);
  // Detached: a terminal's Ctrl+C is for the engine, which then stops its guests in good order.
  const child = spawn(command, args, { env: {}, stdio, detached: true });
  if (filter) giveFilter(child, filter);
  const pipe = child.stdio[PIPE_DESCRIPTOR];
  if (!(pipe instanceof Duplex)) throw new SandboxError('UNAVAILABLE', 'the guest process has no pipe');
  return {
    pid: child.pid,
    channel: streamChannel(pipe, MOST_GUEST_MESSAGE),
    kill: jailed ? killOnceJailed(child, pipe) : () => kill(child, pipe),
    exited: exitOf(child),
    lastWords: collectLastWords(child),
  };
}

function kill(child: ChildProcess, pipe: Duplex): void {
  child.kill('SIGKILL');
  pipe.destroy();
  child.stderr?.destroy();
}

/**
 * bubblewrap killed in its first milliseconds leaves a child of its own behind, which waits for it for ever. So a guest that
 * has not said its first word is killed when it has, and in any case when it should have. (Should we end before, it ends
 * with the pipe.)
 */
function killOnceJailed(child: ChildProcess, pipe: Duplex): () => void {
  let spoken = false;
  let asked = false;
  pipe.once('data', () => {
    spoken = true;
    if (asked) kill(child, pipe);
  });
  return () => {
    if (spoken || child.exitCode !== null || child.signalCode !== null) return kill(child, pipe);
    if (asked) return undefined;
    asked = true;
    setTimeout(() => kill(child, pipe), SILENT_MILLISECONDS).unref();
    return undefined;
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
