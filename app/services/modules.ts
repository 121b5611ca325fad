// The modules that are open: read, admitted or refused, and described. A refused one is listed like the others, with its reasons.
import {
  admit,
  cutMiddle,
  describeModule,
  engineFeatures,
  offeredFunction,
  readModule,
  Signal,
  visibleText,
  wantedFamilies,
  wantedFunctions,
  type Diagnostic,
  type Family,
  type Module,
  type Platform,
} from '../../sandbox-core/index.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { ModuleDetails, ModuleSummary, RunSummary } from '../contract/schemas.ts';
import { moduleDetails } from './module-details.ts';
import type { SampleSource } from './samples.ts';
import type { WatAssembler } from './wat.ts';

export interface OpenModule {
  /** SHA-256 of `bytes`, in lower-case hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Undefined where the bytes could not be read. */
  readonly module: Module | undefined;
  readonly kind: ModuleSummary['kind'];
  readonly wants: readonly Family[];
  readonly unknownImports: readonly string[];
  /** Why it was refused; empty when it was admitted. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sample: SampleSource | undefined;
}

export interface ModulesOptions {
  readonly platform: Pick<Platform, 'digests'>;
  readonly samples: readonly SampleSource[];
  readonly assemble: WatAssembler;
  readonly lastRunOf: (module: string) => RunSummary | null;
}

const MOST_MODULES = 64;
const MOST_BYTES_IN_ALL = 512 << 20;
const MOST_UNKNOWN_IMPORTS = 100;
const MOST_DIAGNOSTICS = 100;
/** A name of 100,000 characters is a name; nobody reads it to the end. */
const LONGEST_NAME = 200;

/**
 * What any manifest may grant at most, for the judgement at opening; a run is judged again under its own limits.
 * The same figures bound a manifest (policy/manifest-from-file.ts).
 */
const WIDEST = { memoryBytes: 16 * 2 ** 30, tableElements: 10_000_000 };

export class Modules {
  readonly changed = new Signal<void>();
  readonly #options: ModulesOptions;
  readonly #open = new Map<string, OpenModule>();
  readonly #engine = engineFeatures((bytes) => WebAssembly.validate(bytes.slice()));

  constructor(options: ModulesOptions) {
    this.#options = options;
  }

  list(): ModuleSummary[] {
    return [...this.#open.values()].map((module) => this.#summary(module));
  }

  async open(name: string, bytes: Uint8Array): Promise<ModuleSummary> {
    return this.#summary(await this.#take(visibleText(name), bytes, undefined));
  }

  async openSample(id: string): Promise<ModuleSummary> {
    const sample = this.#options.samples.find((one) => one.id === id);
    if (!sample) throw new ContractError('NOT_FOUND', 'there is no sample of this name');
    return this.#summary(await this.#take(sample.name, await sample.load(), sample));
  }

  /** Undefined where no module of this digest is open. */
  bytesOf(digest: string): Uint8Array | undefined {
    return this.#open.get(digest)?.bytes;
  }

  /** Throws NOT_FOUND. */
  find(id: string): OpenModule {
    const found = this.#open.get(id);
    if (!found) throw new ContractError('NOT_FOUND', 'this module is not open');
    return found;
  }

  details(id: string): ModuleDetails {
    const open = this.find(id);
    return moduleDetails(this.#summary(open), open.bytes, open.module);
  }

  bytes(id: string, offset: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.find(id).bytes.subarray(offset, offset + length));
  }

  remove(id: string): void {
    if (this.#open.delete(this.find(id).id)) this.changed.emit();
  }

  /** Why the module may not run under these limits; empty when it may. */
  admission(open: OpenModule, limits: { readonly memoryBytes: number; readonly tableElements: number }): readonly Diagnostic[] {
    if (!open.module) return open.diagnostics;
    return admit(open.module, open.bytes, { offered: offeredFunction, engine: this.#engine, ...limits });
  }

  async #take(name: string, given: Uint8Array, sample: SampleSource | undefined): Promise<OpenModule> {
    const judged = await this.#judge(name, given);
    const before = this.#open.get(judged.id);
    if (!before) this.#makeRoom(judged.bytes.length);
    const open = { ...judged, sample: sample ?? before?.sample };
    this.#open.set(open.id, open);
    this.changed.emit();
    return open;
  }

  #makeRoom(bytes: number): void {
    const inAll = [...this.#open.values()].reduce((sum, open) => sum + open.bytes.length, bytes);
    if (this.#open.size >= MOST_MODULES)
      throw new ContractError('CONFLICT', `${MOST_MODULES} modules are open; one has to be removed first`);
    if (inAll > MOST_BYTES_IN_ALL)
      throw new ContractError('CONFLICT', 'the open modules would take more than 512 MiB; one has to be removed first');
  }

  async #judge(name: string, given: Uint8Array): Promise<Omit<OpenModule, 'sample'>> {
    if (!isText(name, given)) return this.#judgeBinary(name, given);
    const assembled = await this.#assemble(given);
    return assembled.ok ? this.#judgeBinary(name, assembled.value) : this.#refused(name, given, assembled.diagnostics);
  }

  async #assemble(given: Uint8Array): ReturnType<WatAssembler> {
    try {
      return await this.#options.assemble(new TextDecoder('utf-8', { fatal: true }).decode(given));
    } catch {
      const message = 'the file ends in .wat, but is not UTF-8 text';
      return { ok: false, diagnostics: [{ code: 'wat', message, place: { kind: 'whole' } }] };
    }
  }

  #judgeBinary(name: string, bytes: Uint8Array): Omit<OpenModule, 'sample'> {
    const read = readModule(bytes);
    if (!read.ok) return this.#refused(name, bytes, read.diagnostics);
    const module = read.value;
    const open = { ...this.#refused(name, bytes, []), module, ...wantsOf(module) };
    const diagnostics = this.admission({ ...open, sample: undefined }, WIDEST);
    const kind = diagnostics.length > 0 ? 'refused' : describeModule(bytes, module).kind;
    return { ...open, kind, diagnostics };
  }

  #refused(name: string, bytes: Uint8Array, diagnostics: readonly Diagnostic[]): Omit<OpenModule, 'sample'> {
    const kind = diagnostics[0]?.code === 'component' ? 'component' : 'refused';
    const id = hexadecimal(this.#options.platform.digests.sha256(bytes));
    return { id, name, bytes, module: undefined, kind, wants: [], unknownImports: [], diagnostics };
  }

  #summary(open: OpenModule): ModuleSummary {
    return {
      id: open.id,
      name: open.name,
      size: open.bytes.length,
      kind: open.kind,
      wants: [...open.wants],
      unknownImports: [...open.unknownImports],
      diagnostics: open.diagnostics.slice(0, MOST_DIAGNOSTICS),
      sample: open.sample?.id ?? null,
      lastRun: this.#options.lastRunOf(open.id),
    };
  }
}

/** Text is what is called text and does not begin like a module, or begins like the text form. */
function isText(name: string, bytes: Uint8Array): boolean {
  if (bytes[0] === 0) return false;
  if (name.toLowerCase().endsWith('.wat')) return true;
  const start = bytes.find((byte) => byte > 0x20);
  return start === '('.charCodeAt(0) || start === ';'.charCodeAt(0);
}

function wantsOf(module: Module): { wants: readonly Family[]; unknownImports: readonly string[] } {
  const wanted = wantedFunctions(module.imports.filter(({ type }) => type.kind === 'function'));
  const others = module.imports.filter(({ type }) => type.kind !== 'function');
  const unknown = new Set<string>();
  for (const entry of [...wanted.filter(({ family }) => family === undefined), ...others]) {
    if (unknown.size === MOST_UNKNOWN_IMPORTS) break;
    unknown.add(cutMiddle(visibleText(`${entry.module}.${entry.name}`), LONGEST_NAME));
  }
  return { wants: wantedFamilies(wanted), unknownImports: [...unknown] };
}

function hexadecimal(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
