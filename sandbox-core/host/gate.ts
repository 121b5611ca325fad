// The one door between guest and host. Every host function is reached through it, in one order: frozen? → stopped? → counted →
// what is asked (resolve) → allowed? (decide) → done (perform) → results written → recorded. What is not in the gate is
// not limited, not decided and not recorded, so there is nowhere else to look.
import type { Checked } from '../base/diagnostic.ts';
import { ACTIONS } from '../policy/request.ts';
import type { RuleId } from '../base/ids.ts';
import { CallRate } from '../limits/call-rate.ts';
import { DistinctMeter } from '../limits/distinct-meter.ts';
import type { LimitUse } from '../limits/limits.ts';
import { Meter } from '../limits/meter.ts';
import type { Module } from '../module/module.ts';
import type { Clock } from '../platform/platform.ts';
import { DEFAULT_RULE } from '../policy/decision.ts';
import type { CallOutcome } from '../recording/record/call-outcome.ts';
import type { CallRecorder } from '../recording/record/call-recorder.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Answer, Before, CallDirector, DirectedCall, Edit } from './call-director.ts';
import { EntryPoint } from './entry-point.ts';
import { ERRNO, type Errno } from './errno.ts';
import { fixedArity, type HostEntry } from './fixed-arity.ts';
import type { GateEnding } from './gate-ending.ts';
import { Guest } from './guest.ts';
import type { GuestEnvironment } from './guest-environment.ts';
import type { MemorySource } from './guest-memory.ts';
import { HostCall, type Ask } from './host-call.ts';
import type { FuelSource } from './fuel-source.ts';
import { GROWTH_SIGNATURES, type Growth } from './growth.ts';
import { HOST_FUNCTIONS } from './host-functions.ts';
import { importsFor } from './imports.ts';
import type { AskAboutMiss } from './ask-about-miss.ts';
import type { Misses } from './misses.ts';

export interface Gate {
  /** Of all host functions; the index is the signature's number in the recording. */
  readonly signatures: readonly CallSignature[];
  /** What the module declares, and only that, with no prototype at either level (FACTS: an ordinary object is a way out). */
  importsFor(module: Module): Checked<object>;
  /** Gives the gate the guest's exported memory 0. Until then no address is valid. */
  attach(memory: MemorySource): void;
  /** Gives it the count of the guest's instructions, where there is one, for the recording. */
  attachFuel(fuel: FuelSource): void;
  /** Set once, by the call that ended the run. */
  readonly ending: GateEnding | undefined;
  /** Whether a growth may be tried; and, when it is over, word of it, which is recorded. Never throws. */
  growth(growth: Growth): boolean;
  /** Ends the run: remembered for every later call, then a real trap. */
  endBy(ending: GateEnding): never;
  readonly counts: { readonly calls: number; readonly denials: number; readonly errors: number };
  limits(): LimitUse[];
  /** Closes what the guest left open. */
  close(): void;
}

export const SIGNATURES: readonly CallSignature[] = [...HOST_FUNCTIONS.map(({ signature }) => signature), ...GROWTH_SIGNATURES];

const GROW_ACTION = ACTIONS.indexOf('memory.grow');

/** Who stands beside a gate. */
export interface GateCompany {
  /** May change calls. */
  readonly director?: CallDirector | undefined;
  /** Stands still until a miss is answered. Without it, those of a plan that asks are denied. */
  readonly ask?: AskAboutMiss | undefined;
}

/** Throws a SandboxError when a mount of the plan cannot be opened. */
export function createGate(environment: GuestEnvironment, company: GateCompany = {}): Gate {
  return new OpenGate(environment, company);
}

class OpenGate implements Gate {
  readonly signatures = SIGNATURES;
  readonly counts = { calls: 0, denials: 0, errors: 0 };
  readonly #environment: GuestEnvironment;
  readonly #guest: Guest;
  readonly #call: HostCall;
  readonly #hostCalls: Meter;
  readonly #callRate: CallRate | null;
  readonly #denials: DistinctMeter;
  readonly #stop: Int32Array;
  readonly #recorder: CallRecorder;
  readonly #clock: Clock;
  readonly #runStart: number;
  readonly #decide: HostCall['decide'];
  readonly #director: CallDirector | undefined;
  readonly #askAbout: AskAboutMiss | undefined;
  #fuel: FuelSource | undefined;
  #ending: GateEnding | undefined;
  /** A call is open, or was torn by an exception (a stack overflow in the host): no other may begin (THREATS 30, 31). */
  #inCall = false;

  constructor(environment: GuestEnvironment, { director, ask }: GateCompany) {
    this.#environment = environment;
    this.#director = director;
    this.#askAbout = ask;
    this.#guest = new Guest(environment, director !== undefined);
    this.#call = new HostCall(this.#guest);
    this.#decide = (action, resource) => this.#call.decide(action, resource);
    const { hostCalls, hostCallRate, denials } = environment.plan.limits;
    this.#hostCalls = new Meter('host-calls', hostCalls);
    this.#denials = new DistinctMeter('denials', denials);
    this.#callRate = hostCallRate === null ? null : new CallRate(hostCallRate);
    this.#stop = environment.stop;
    this.#recorder = environment.recorder;
    this.#clock = environment.clock;
    this.#runStart = environment.runStart;
  }

  get ending(): GateEnding | undefined {
    return this.#ending;
  }

  importsFor(module: Module): Checked<object> {
    return importsFor(module, (number) => this.#entry(number));
  }

  attach(memory: MemorySource): void {
    this.#guest.memory.attach(memory);
  }

  attachFuel(fuel: FuelSource): void {
    this.#fuel = fuel;
  }

  endBy(ending: GateEnding): never {
    this.#ending ??= ending;
    return this.#environment.trap();
  }

  growth({ grown, index, asked, result }: Growth): boolean {
    if (result === undefined) return true;
    const recorder = this.#recorder;
    const signature = SIGNATURES.length - (grown === 'memory' ? 2 : 1);
    recorder.begin(signature, this.#clock.monotonic() - this.#runStart, this.#guest.memory.pages, this.#fuel?.used ?? 0);
    recorder.arguments(new Int32Array(BigInt64Array.of(BigInt(index), asked).buffer), 2);
    // A stop that comes meanwhile is noticed at the next call.
    recorder.end(result === -1n ? 'error' : 'ok', GROW_ACTION, DEFAULT_RULE.id, Number(BigInt.asIntN(32, result)), 0);
    this.counts.calls++;
    if (result === -1n) this.counts.errors++;
    return true;
  }

  limits(): LimitUse[] {
    const { output, input, descriptors, sleep } = this.#guest;
    const always = [output.use(), descriptors.meter.use(), this.#hostCalls.use()];
    const set = [input, this.#callRate, sleep].flatMap((meter) => (meter === null ? [] : [meter.use()]));
    return [...always, ...set, this.#denials.use()];
  }

  close(): void {
    this.#guest.close();
  }

  #entry(number: number): HostEntry | undefined {
    const hostFunction = HOST_FUNCTIONS[number];
    if (hostFunction === undefined) return undefined;
    const entry = new EntryPoint(hostFunction, number);
    return fixedArity(entry.parameters, this.#call.arguments, () => this.#run(entry));
  }

  #run(entry: EntryPoint): Errno {
    if (this.#inCall || this.#ending !== undefined) return this.#environment.trap();
    // A plain read: it is made anew for each call, and an atomic one costs more than all else of this method.
    if (this.#stop[0] !== 0) this.#hold();
    this.#inCall = true;
    const start = this.#begin(entry);
    const director = this.#director;
    const isPlain = director === undefined || !director.attends();
    const errno = this.#spent(start) ?? (isPlain ? this.#answer(entry) : this.#directed(entry, director));
    return this.#finish(entry, errno, start);
  }

  /** The one place where a guest stands still before a call, and where a stopped one ends. */
  #hold(): void {
    this.#environment.freezePoint?.pass();
    if (Atomics.load(this.#stop, 0) > 0) this.endBy({ kind: 'stopped' });
  }

  #begin(entry: EntryPoint): number {
    const { hostFunction } = entry;
    const recorder = this.#recorder;
    const start = this.#clock.monotonic() - this.#runStart;
    const call = this.#call;
    call.begin(hostFunction.signature.name, hostFunction.action, start);
    recorder.begin(entry.number, start, this.#guest.memory.pages, this.#fuel === undefined ? 0 : this.#fuel.used);
    recorder.arguments(call.arguments.words, entry.parameters);
    return start;
  }

  #spent(start: number): Errno | undefined {
    if (this.#hostCalls.take(1) === 0) return this.#call.end({ kind: 'limit', limit: 'host-calls' });
    if (this.#callRate?.take(start) === false) return this.#call.end({ kind: 'limit', limit: 'host-call-rate' });
    return undefined;
  }

  #answer(entry: EntryPoint): Errno {
    const ask = this.#asked(entry);
    return typeof ask === 'number' ? ask : this.#performed(ask);
  }

  /** What is to be performed, or the errno of what is not. */
  #asked(entry: EntryPoint): Errno | Ask {
    const call = this.#call;
    this.#guest.misses?.beginCall();
    const ask = entry.hostFunction.resolve(call);
    if (typeof ask === 'number') return ask;
    call.action = ask.action;
    if (ask.resource !== '') this.#recordResource(ask.resource);
    if (ask.outside !== undefined) return call.deny(DEFAULT_RULE.id, ask.resource, ask.outside);
    if (this.#guest.misses !== undefined) this.#askAboutMisses(entry, ask, this.#guest.misses);
    if (call.ending !== undefined) return ERRNO.SUCCESS;
    if (this.#allowed(entry, ask)) return ask;
    this.#recordDenied(ask);
    return ERRNO.NOTCAPABLE;
  }

  /** Stands still until what no rule permits is answered; a stop meanwhile ends the run in this call. */
  #askAboutMisses(entry: EntryPoint, ask: Ask, misses: Misses): void {
    if (this.#askAbout === undefined || ask.held !== undefined || ask.resource === '') return;
    const call = this.#call;
    const toAsk = misses.toAsk([ask, ...(ask.also ?? [])], (action, resource) =>
      this.#guest.decideByRules(action, resource, call.name),
    );
    if (toAsk.length === 0) return;
    const answer = this.#askAbout(this.#seen(entry, ask), toAsk);
    if (answer === 'stopped') call.end({ kind: 'stopped' });
    else misses.take(toAsk, answer);
  }

  /** As `#answer`, with a director who may change the call before it is performed and after. */
  #directed(entry: EntryPoint, director: CallDirector): Errno {
    const call = this.#call;
    for (;;) {
      const ask = this.#asked(entry);
      if (call.ending !== undefined) return ERRNO.SUCCESS;
      const seen = this.#seen(entry, ask);
      const before = director.before(seen);
      if (Atomics.load(this.#stop, 0) > 0) return call.end({ kind: 'stopped' });
      if (before.kind !== 'go') this.#recordEdit(before.edit);
      if (before.kind === 'arguments') {
        call.arguments.replace(before.values);
        call.begin(call.name, entry.hostFunction.action, call.start);
        continue;
      }
      const errno = this.#performedUnder(before, ask, seen.resource);
      if (call.ending !== undefined) return errno;
      const after = director.after({ ...this.#seen(entry, errno), resource: seen.resource });
      if (Atomics.load(this.#stop, 0) > 0) return call.end({ kind: 'stopped' });
      if (after.kind === 'go') return errno;
      this.#recordEdit(after.edit);
      return this.#answeredBy(after.answer);
    }
  }

  #performedUnder(before: Exclude<Before, { kind: 'arguments' }>, ask: Errno | Ask, resource: string): Errno {
    const call = this.#call;
    switch (before.kind) {
      case 'answer':
        return this.#answeredBy(before.answer);
      case 'deny':
        return call.deny(DEFAULT_RULE.id, resource);
      case 'cut':
        call.vectors.cut(before.bytes);
        break;
      case 'clock':
        this.#guest.shifted?.advance(before.nanos);
        break;
      case 'go':
    }
    return typeof ask === 'number' ? ask : this.#performed(ask);
  }

  #answeredBy({ errno, writes }: Answer): Errno {
    const { results } = this.#call;
    results.clear();
    for (const { pointer, bytes } of writes) results.bytes(pointer, bytes);
    return errno;
  }

  #seen(entry: EntryPoint, ask: Errno | Ask): DirectedCall {
    const call = this.#call;
    const errno = typeof ask === 'number' ? ask : ERRNO.SUCCESS;
    const resource = (typeof ask === 'number' ? call.deniedResource : ask.resource) || this.#pathOf(entry);
    return { row: this.counts.calls, signature: entry.number, resource, outcome: this.#outcome(errno), errno, call };
  }

  /** Of the descriptor that the call is about, where it is a file or directory. */
  #pathOf({ hostFunction }: EntryPoint): string {
    if (hostFunction.signature.parameters[0]?.kind !== 'fd') return '';
    const descriptor = this.#guest.descriptors.get(this.#call.u32(0));
    return descriptor !== undefined && 'path' in descriptor ? descriptor.path : '';
  }

  #performed(ask: Ask): Errno {
    const errno = ask.perform(this.#call);
    if (this.#call.denied) this.#recordDenied(ask);
    return errno;
  }

  #allowed(entry: EntryPoint, ask: Ask): boolean {
    const call = this.#call;
    if (ask.held !== undefined) {
      call.rule = ask.held;
      return true;
    }
    const { action, resource } = ask;
    const decision = resource === '' ? entry.plainDecision(action, this.#decide) : call.decide(action, resource);
    call.rule = decision.rule;
    if (!decision.allowed) return this.#refuse(decision.rule, resource);
    return ask.also === undefined || this.#alsoAllowed(ask.also);
  }

  #alsoAllowed(others: NonNullable<Ask['also']>): boolean {
    for (const { action, resource } of others) {
      const decision = this.#call.decide(action, resource);
      if (decision.allowed) continue;
      this.#call.action = action;
      return this.#refuse(decision.rule, resource);
    }
    return true;
  }

  #refuse(rule: RuleId, resource: string): false {
    this.#call.deny(rule, resource);
    return false;
  }

  /** Everything is computed: from here on, nothing can fail but the recorder's patience. */
  #finish(entry: EntryPoint, errno: Errno, start: number): Errno {
    const call = this.#call;
    if (errno === ERRNO.SUCCESS && call.ending === undefined) call.results.commit(this.#guest.memory);
    const duration = call.timed ? this.#clock.monotonic() - this.#runStart - start : 0;
    const outcome = this.#outcome(errno);
    const kept = this.#recorder.end(outcome, entry.actionNumber(call.action), call.rule, errno, duration);
    this.counts.calls++;
    if (outcome === 'denied') this.counts.denials++;
    if (outcome === 'error') this.counts.errors++;
    this.#inCall = false;
    const ending = call.ending ?? this.#endingOf(outcome, kept);
    return ending === undefined ? errno : this.endBy(ending);
  }

  #outcome(errno: Errno): CallOutcome {
    if (this.#call.ending !== undefined) return 'ended';
    if (this.#call.denied) return 'denied';
    return errno === ERRNO.SUCCESS ? 'ok' : 'error';
  }

  #endingOf(outcome: CallOutcome, kept: boolean): GateEnding | undefined {
    if (outcome === 'denied') {
      const { name, action, rule, deniedResource } = this.#call;
      if (this.#environment.plan.onMiss === 'stop') return { kind: 'denied', call: name, resource: deniedResource, rule };
      if (!this.#denials.take(`${name} ${action} ${deniedResource}`)) return { kind: 'limit', limit: 'denials' };
    }
    return kept ? undefined : { kind: 'stopped' };
  }

  #recordEdit(edit: Edit): void {
    this.#recorder.access('edit', 0, encoder.encode(JSON.stringify(edit)));
  }

  /** Where not what was asked first was denied, but a second path, or what a link led to: that stands last in the record. */
  #recordDenied(ask: Ask): void {
    const { deniedResource } = this.#call;
    if (deniedResource !== ask.resource) this.#recordResource(deniedResource);
  }

  #recordResource(resource: string): void {
    this.#recorder.access('resource', 0, encoder.encode(resource));
  }
}

const encoder = new TextEncoder();
