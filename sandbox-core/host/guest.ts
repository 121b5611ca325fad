// What the host keeps for one guest, for as long as it runs: memory, descriptors, clock, randomness, policy, meters.
import { compileTable, decide, type DecisionTable } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import { ACTIONS, type Action } from '../policy/request.ts';
import { Meter } from '../limits/meter.ts';
import { DescriptorTable } from './files/descriptor-table.ts';
import type { Mount } from './files/mount.ts';
import { openMounts } from './files/mounts.ts';
import { ALL_RIGHTS, DIRECTORY_RIGHTS, RIGHT, STREAM_RIGHTS } from './files/rights.ts';
import { guestClock, type GuestClock } from './guest-clock.ts';
import { Misses } from './misses.ts';
import { ShiftedClock } from './shifted-clock.ts';
import type { GuestEnvironment } from './guest-environment.ts';
import { GuestMemory } from './guest-memory.ts';
import { randomSource, type FillRandom } from './random.ts';

export class Guest {
  readonly environment: GuestEnvironment;
  readonly memory: GuestMemory;
  readonly clock: GuestClock;
  /** The same clock where a director may set it forward. */
  readonly shifted: ShiftedClock | undefined;
  readonly random: FillRandom;
  readonly descriptors: DescriptorTable;
  readonly mounts: readonly Mount[];
  readonly output: Meter;
  /** Null where the manifest sets no such limit. */
  readonly input: Meter | null;
  /** Nanoseconds waited for; null where the manifest sets no such limit. */
  readonly sleep: Meter | null;
  /** Bytes of standard input already read. */
  stdinPosition = 0;
  /** Undefined where a miss is simply denied. */
  readonly misses: Misses | undefined;
  readonly #table: DecisionTable;
  /** Decisions on actions that are asked without a resource, made once; none where a rule asks which host function it is. */
  readonly #plain: ReadonlyMap<Action, Decision>;

  constructor(environment: GuestEnvironment, shiftable = false) {
    const { plan } = environment;
    this.environment = environment;
    this.memory = new GuestMemory(environment.recorder);
    const clock = guestClock(plan.clock, environment.clock);
    this.shifted = shiftable ? new ShiftedClock(clock) : undefined;
    this.clock = this.shifted ?? clock;
    this.random = randomSource(plan.random, (bytes) => environment.random(bytes));
    const { output, input, sleep } = plan.limits;
    this.output = new Meter('output', output);
    this.input = input === null ? null : new Meter('input', input);
    this.sleep = sleep === null ? null : new Meter('sleep', sleep);
    this.#table = compileTable(plan.rules);
    const alike = ACTIONS.filter((action) => !this.#table.byCall.has(action));
    this.#plain = new Map(alike.map((action) => [action, decide(this.#table, { action, resource: '' })]));
    this.mounts = openMounts(environment, () => this.clock.realtime());
    this.misses = Misses.of(plan.onMiss, plan.rules, this.mounts);
    this.descriptors = new DescriptorTable(plan.limits.openFiles);
    this.#placeStreams();
    this.#placePreopens();
  }

  /** `call` is the host function's name. */
  decide(action: Action, resource: string, call: string): Decision {
    const decided = this.decideByRules(action, resource, call);
    return this.misses === undefined ? decided : this.misses.judge(action, resource, decided);
  }

  /** As `decide`, whatever becomes of misses. */
  decideByRules(action: Action, resource: string, call: string): Decision {
    const plain = resource === '' ? this.#plain.get(action) : undefined;
    return plain ?? decide(this.#table, { action, resource, call });
  }

  close(): void {
    this.descriptors.closeAll();
  }

  #placeStreams(): void {
    const read = STREAM_RIGHTS | RIGHT.FD_READ;
    const write = STREAM_RIGHTS | RIGHT.FD_WRITE;
    this.descriptors.place({ kind: 'stdin', base: read, inheriting: 0, flags: 0 });
    this.descriptors.place({ kind: 'stdout', base: write, inheriting: 0, flags: 0 });
    this.descriptors.place({ kind: 'stderr', base: write, inheriting: 0, flags: 0 });
  }

  #placePreopens(): void {
    for (const mount of this.mounts) {
      const rights = { base: DIRECTORY_RIGHTS, inheriting: ALL_RIGHTS, flags: 0 };
      const place = { mount, directory: mount.root, path: mount.guest, isPreopen: true, cursor: undefined };
      this.descriptors.place({ kind: 'directory', ...rights, ...place });
    }
  }
}
