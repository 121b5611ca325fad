// From a module, a policy and limits to a sandbox. Everything is checked here, so that what a sandbox runs is admitted,
// rewritten and compiled; whatever is wrong with it is thrown by `build`, as REFUSED with the reason.
import { diagnosticText, type Checked, type Diagnostic } from '../base/diagnostic.ts';
import { SandboxError } from '../base/errors.ts';
import { offeredFunction } from '../host/host-functions.ts';
import { admit } from '../module/admit.ts';
import { engineFeatures } from '../module/features.ts';
import type { Module } from '../module/module.ts';
import { readModule } from '../module/read-module.ts';
import type { GuestSpawner, Platform } from '../platform/platform.ts';
import { loadPolicy } from '../policy/cedar/load-policy.ts';
import type { CedarOracle } from '../policy/cedar/oracle.ts';
import { policyDiagnosticText, type PolicyText } from '../policy/cedar/policy-text.ts';
import { checkManifest } from '../policy/check-manifest.ts';
import type { Rule } from '../policy/decision.ts';
import { emptyManifest } from '../policy/empty-manifest.ts';
import type { Manifest } from '../policy/manifest.ts';
import { parseManifest } from '../policy/parse-manifest.ts';
import type { RewrittenModule } from '../rewrite/rewrite-module.ts';
import { GuestFrames } from '../run/guest-frames.ts';
import { newRunId, planRun } from '../run/plan.ts';
import { rewriteForRun } from '../run/rewrite-for-run.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { ModuleCommand } from '../tenant/commands.ts';
import { auditEntry } from './audit-entry.ts';
import { exportedFunctions } from './exported-functions.ts';
import { grantedMounts, type Grant } from './granted-mounts.ts';
import { limitsOver, nanosOf, type SandboxLimits } from './sandbox-limits.ts';
import type { AuditListener, OutputListener } from './sandbox-parts.ts';
import { readEnding } from './read-ending.ts';
import { Sandbox } from './sandbox.ts';
import { Tenant } from './tenant.ts';
import { stackOf } from './usage.ts';

/** What the builder needs of the world. */
export interface SandboxHost {
  readonly platform: Pick<Platform, 'clock' | 'timers' | 'digests' | 'random'>;
  /** Of processes whose entry serves a tenant. */
  readonly tenants: GuestSpawner;
  /** Cedar, whose thread starts with the first question; closed after each build. */
  readonly cedar: () => CedarOracle;
  /** Throws where the file cannot be read. */
  readFile(path: string): Promise<Uint8Array>;
  /** The folder's absolute path without symbolic links. Throws where it is none. */
  folder(path: string): Promise<string>;
}

/** Guest threads of a sandbox where nothing is said. */
const THREADS = 2;
const MOST_THREADS = 64;
/** Within 50 ms a guest that should have stopped has; the rest is for the way of the answer. */
const KILL_MILLISECONDS = 40;

export class SandboxBuilder {
  readonly #host: SandboxHost;
  #source: string | Uint8Array | undefined;
  #policy: string | Manifest | undefined;
  readonly #rules: PolicyText[] = [];
  #limits: SandboxLimits = {};
  readonly #grants = new Map<string, { readonly path: string; readonly writable: boolean }>();
  #threads = THREADS;
  #killAfter = KILL_MILLISECONDS;
  #audit: AuditListener | undefined;
  #output: OutputListener | undefined;

  constructor(host: SandboxHost) {
    this.#host = host;
  }

  /** The module: a file's path, or its bytes. */
  source(source: string | Uint8Array): this {
    this.#source = source;
    return this;
  }

  /** What the guest is given: the text of a manifest (recognised by its brace), a Manifest, or a file's path. Nothing by default. */
  policy(policy: string | Manifest): this {
    this.#policy = policy;
    return this;
  }

  /** A policy text in Cedar beside the policy (docs/policy.md); its rules hold besides all others. May be called more than once. */
  rules(text: string): this {
    this.#rules.push({ name: `rules ${this.#rules.length + 1}`, text });
    return this;
  }

  /** Laid over the limits of the policy. */
  limits(limits: SandboxLimits): this {
    this.#limits = { ...this.#limits, ...limits };
    return this;
  }

  /** Lets the policy mount a folder of the host under this name; read-only where nothing is said. */
  grant(name: string, folder: string, options: { readonly writable?: boolean } = {}): this {
    this.#grants.set(name, { path: folder, writable: options.writable ?? false });
    return this;
  }

  /** Threads on which the instances live, 2 by default: each does one call at a time, and is lost with a guest that must be ended. */
  threads(count: number): this {
    if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
      throw new RangeError(`${count} threads; 1 to ${MOST_THREADS} were expected`);
    }
    this.#threads = count;
    return this;
  }

  /**
   * How long after its time a guest may still be there, 40 ms by default. Then its process is killed, and every instance in it
   * is dead. On a busy machine a longer time spares the others.
   */
  killAfter(time: string | number): this {
    this.#killAfter = nanosOf('killAfter', time) / 1e6;
    return this;
  }

  /** Told every decision that allows or denies. It slows a guest that decides more than it takes. */
  onAudit(listener: AuditListener): this {
    this.#audit = listener;
    return this;
  }

  /** Told what the guest writes to standard output and standard error; without a listener it is only counted. */
  onOutput(listener: OutputListener): this {
    this.#output = listener;
    return this;
  }

  /** Throws REFUSED for a module or a policy with faults, UNAVAILABLE where a file or a process cannot be had. */
  async build(): Promise<Sandbox> {
    const { name, bytes } = await this.#readSource();
    const manifest = await this.#readPolicy();
    const module = valueOf(name, readModule(bytes));
    refuse(name, admission(module, bytes, manifest));
    const { platform } = this.#host;
    const mounts = grantedMounts(manifest, await this.#resolvedGrants());
    const rules = await this.#loadedRules(manifest);
    const plan = planRun({ run: newRunId(platform.clock.wall(), platform.random), manifest, rules, program: name, mounts });
    return this.#start(bytes, module, plan);
  }

  async #start(bytes: Uint8Array, module: Module, plan: RunPlan): Promise<Sandbox> {
    const { platform, tenants } = this.#host;
    const stackBytes = stackOf(plan.limits);
    const rewritten = rewriteForRun({ plan, bytes, module, recorded: false, stackBytes });
    const command = moduleCommand(hexadecimal(platform.digests.sha256(bytes)), module, { ...rewritten, stackBytes });
    const frames = new GuestFrames(bytes, module, rewritten.offsets);
    const tenant = new Tenant({
      ...{ platform, spawner: tenants, plan, threads: this.#threads, killAfter: this.#killAfter, module: command },
      reporting: { decisions: this.#audit !== undefined, output: this.#output !== undefined },
      readEnding: (ending) => readEnding(ending, frames),
      onEvent: (event) => {
        if (event.kind === 'decision') this.#audit?.(auditEntry(event, plan.rules));
        else this.#output?.({ instance: event.instance, stream: event.stream, bytes: event.bytes });
      },
    });
    const ending = await tenant.warm();
    if (ending) {
      await tenant.dispose();
      const why = ending.kind === 'refused' ? ending.message : ending.kind === 'crashed' ? ending.reason : ending.kind;
      throw new SandboxError(ending.kind === 'refused' ? 'REFUSED' : 'UNAVAILABLE', `the module could not be compiled: ${why}`);
    }
    const functions = exportedFunctions(module);
    return new Sandbox({ platform, plan, module, functions, hasEntries: command.head.entries.length > 0, tenant });
  }

  async #readSource(): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const source = this.#source;
    if (source === undefined) throw new SandboxError('BAD_REQUEST', 'a sandbox needs a source');
    if (typeof source !== 'string') return { name: 'guest', bytes: source };
    return { name: source.split(/[/\\]/).at(-1) ?? 'guest', bytes: await this.#host.readFile(source) };
  }

  async #readPolicy(): Promise<Manifest> {
    const policy = this.#policy ?? emptyManifest();
    const manifest = typeof policy === 'string' ? await this.#parsedPolicy(policy) : policy;
    return valueOf('the policy', checkManifest({ ...manifest, limits: limitsOver(manifest.limits, this.#limits) }));
  }

  async #parsedPolicy(policy: string): Promise<Manifest> {
    const text = policy.includes('{') ? policy : new TextDecoder().decode(await this.#host.readFile(policy));
    return valueOf('the policy', parseManifest(text));
  }

  async #loadedRules(manifest: Manifest): Promise<readonly Rule[]> {
    const oracle = this.#host.cedar();
    try {
      const loaded = await loadPolicy(manifest, this.#rules, oracle);
      if (loaded.ok) return loaded.value.rules;
      const [first] = loaded.diagnostics;
      const more = loaded.diagnostics.length > 1 ? ` (and ${loaded.diagnostics.length - 1} more)` : '';
      throw new SandboxError('REFUSED', `the policy: ${first ? policyDiagnosticText(first) : 'refused'}${more}`);
    } finally {
      oracle.close();
    }
  }

  async #resolvedGrants(): Promise<ReadonlyMap<string, Grant>> {
    const resolved = [...this.#grants].map(async ([name, { path, writable }]) => {
      return [name, { path: await this.#host.folder(path), writable }] as const;
    });
    return new Map(await Promise.all(resolved));
  }
}

function admission(module: Module, bytes: Uint8Array, { limits }: Manifest): Diagnostic[] {
  return admit(module, bytes, {
    offered: offeredFunction,
    memoryBytes: limits.memory.most,
    tableElements: limits.tableElements,
    engine: engineFeatures((probe) => WebAssembly.validate(probe.slice())),
  });
}

/** A reactor is initialised when an instance is made; a command's `_start` is called by `run` alone. */
function moduleCommand(
  digest: string,
  module: Module,
  rewritten: RewrittenModule & { readonly stackBytes: number },
): ModuleCommand {
  const functions = new Set(module.exports.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])));
  const isReactor = functions.has('_initialize') && !functions.has('_start');
  const entries = [...(rewritten.start ? [rewritten.start.functionExport] : []), ...(isReactor ? ['_initialize'] : [])];
  const { hooks = null, fuelExport = null, stackExport = null, stackBytes } = rewritten;
  return { kind: 'module', digest, head: { entries, hooks, fuelExport, stackExport, stackBytes }, bytes: rewritten.bytes };
}

function valueOf<Value>(what: string, checked: Checked<Value>): Value {
  if (checked.ok) return checked.value;
  throw refusal(what, checked.diagnostics);
}

function refuse(what: string, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw refusal(what, diagnostics);
}

function refusal(what: string, diagnostics: readonly Diagnostic[]): SandboxError {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
  return new SandboxError('REFUSED', `${what}: ${first ? diagnosticText(first) : 'refused'}${more}`);
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
