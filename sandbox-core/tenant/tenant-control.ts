// The control thread of a tenant's process: passes the engine's commands to the places of its guest threads, and their reports
// back. It runs no guest code, so it can always stop one.
import type { ByteChannel, Timers } from '../platform/platform.ts';
import { decodeCommand, type Command, type ConfigureCommand, type ModuleCommand } from './commands.ts';
import { ThreadPlace, type TenantWorker } from './thread-place.ts';

/** Longest message taken from the engine: a module. */
export const MOST_COMMAND = 512 << 20;

export interface TenantControlOptions {
  readonly channel: ByteChannel;
  readonly timers: Timers;
  spawn(configuration: ConfigureCommand, words: Int32Array): TenantWorker;
  /** Ends this process. */
  exit(): void;
}

/** Serves until the engine closes the channel. */
export function serveTenant(options: TenantControlOptions): void {
  const { channel } = options;
  const modules = new Map<string, ModuleCommand>();
  let places: readonly ThreadPlace[] = [];
  channel.onClose(() => options.exit());
  channel.onMessage((bytes) => {
    const command = decodeCommand(bytes);
    if (command.kind === 'configure') places = startPlaces(command, options, modules);
    else if (command.kind === 'module') modules.set(command.digest, command);
    else passOn(command, places);
  });
}

function startPlaces(
  configuration: ConfigureCommand,
  { channel, timers, spawn }: TenantControlOptions,
  modules: ReadonlyMap<string, ModuleCommand>,
): readonly ThreadPlace[] {
  const tell = (report: Uint8Array): void => channel.send(report);
  return Array.from(
    { length: configuration.threads },
    (_, place) => new ThreadPlace({ place, configuration, timers, modules, spawn, tell }),
  );
}

function passOn(command: Exclude<Command, ConfigureCommand | ModuleCommand>, places: readonly ThreadPlace[]): void {
  if (command.kind === 'withdraw') places.some((place) => place.withdraw(command.operation));
  else if (command.kind === 'taken') places[command.thread]?.taken(command.generation, command.batches);
  else places[command.thread]?.take(command);
}
