// One host call under way: its arguments, what it will write, and what it has come to. One object serves all calls of a
// guest in turn; a call is never entered while another is open.
import type { RuleId } from '../base/ids.ts';
import type { Decision } from '../policy/decision.ts';
import { DEFAULT_RULE } from '../policy/decision.ts';
import type { Action } from '../policy/request.ts';
import { CallArguments } from './call-arguments.ts';
import { ERRNO, type Errno } from './errno.ts';
import type { GateEnding } from './gate-ending.ts';
import type { Guest } from './guest.ts';
import type { Mount } from './files/mount.ts';
import { Results } from './results.ts';
import { VectorList } from './vector-list.ts';

/** What a call asks for, once its arguments have been read, and what it does when that is granted. */
export interface Ask {
  readonly action: Action;
  /** The absolute guest path for `fs.*`, else the empty string. */
  readonly resource: string;
  /** The rule by which a handle was opened: a right already held is not decided again. */
  readonly held?: RuleId | undefined;
  /** Further actions that must be allowed too, each on its own resource. */
  readonly also?: readonly { readonly action: Action; readonly resource: string }[];
  /** Lies outside of everything mounted, or past the rights of its mount: denied by rule 0 with this errno, whatever the rules say. */
  readonly outside?: Errno | undefined;
  perform(call: HostCall): Errno;
}

export class HostCall {
  readonly guest: Guest;
  readonly results = new Results();
  readonly vectors = new VectorList();
  readonly arguments = new CallArguments();
  /** Whether system I/O or waiting took part, so that its duration is worth a second look at the clock. */
  timed = false;
  /** How the run ends in this call. */
  ending: GateEnding | undefined;
  name = '';
  /** Nanoseconds since the run's start. */
  start = 0;
  action: Action = 'handle.use';
  rule: RuleId = DEFAULT_RULE.id;
  denied = false;
  deniedResource = '';

  constructor(guest: Guest) {
    this.guest = guest;
  }

  begin(name: string, action: Action, start: number): void {
    this.start = start;
    this.timed = false;
    this.name = name;
    this.action = action;
    this.rule = DEFAULT_RULE.id;
    this.denied = false;
    this.results.clear();
  }

  /** Argument `index` as an unsigned 32-bit number. */
  u32(index: number): number {
    return this.arguments.u32(index);
  }

  /** Argument `index` as an unsigned 64-bit integer. */
  u64(index: number): bigint {
    return this.arguments.u64(index);
  }

  s64(index: number): bigint {
    return this.arguments.s64(index);
  }

  decide(action: Action, resource: string): Decision {
    return this.guest.decide(action, resource, this.name);
  }

  /**
   * Said before system I/O begins. Its duration becomes worth a second look at the clock; and since a guest chooses how
   * deep the stack is when it calls, the depth that is needed is made sure of first, so that an overflow never tears
   * what is done (THREATS 31). That takes a microsecond, beside tens for the system.
   */
  beginSystemWork(mount: Mount): void {
    if (!mount.system) return;
    this.timed = true;
    probeStack(PROBE_FRAMES);
  }

  /** Marks the call as denied: by a rule, or by rule 0 where it reached out of its tree. Answers the errno to return. */
  deny(rule: RuleId, resource: string, errno: Errno = ERRNO.NOTCAPABLE): Errno {
    this.denied = true;
    this.rule = rule;
    this.deniedResource = resource;
    return errno;
  }

  end(ending: GateEnding): Errno {
    this.ending = ending;
    return ERRNO.SUCCESS;
  }
}

const PROBE_FRAMES = 200;

function probeStack(frames: number): number {
  return frames === 0 ? 0 : probeStack(frames - 1) + 1;
}
