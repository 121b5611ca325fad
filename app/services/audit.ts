// The app's audit log: told of runs and of what people do, read by page, verified and exported. It is opened when it is first
// needed; where it cannot be, runs are refused, and what a person does besides goes on with a word in the engine's log.
import {
  auditOverview,
  auditPage,
  copyPathOf,
  cutMiddle,
  entrySentence,
  exportLog,
  messageOf,
  openAuditLog,
  openAuditReader,
  verifyLog,
  visibleText,
  type AuditFilter,
  type AuditLog,
  type AuditReader,
  type AuditRow,
  type PersonAct,
  type Platform,
  type RunAuditOptions,
} from '../../sandbox-core/index.ts';
import type { AuditRow as PageRow, AuditVerify } from '../contract/audit-schemas.ts';
import { ContractError } from '../contract/contract-error.ts';
import type { CommandInput, CommandOutput, StreamInput, StreamItem } from '../contract/contract.ts';
import type { Grants } from './grants.ts';
import type { Isolation } from './isolation.ts';
import { pause } from './latch.ts';

export interface AuditOptions {
  readonly platform: Platform;
  readonly path: string;
  readonly version: string;
  readonly isolation: Isolation;
}

const LONGEST_FIELD = 1000;
const EXPORT_BYTES = 64 << 10;
const MOST_COPY_BYTES = 1 << 17;
const MILLISECONDS_BETWEEN = 100;

export class Audit {
  readonly #options: AuditOptions;
  #log: AuditLog | undefined;
  #verified: AuditVerify | null = null;
  #granted: ReadonlySet<string> = new Set();

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** What a run is given of the log. Throws UNAVAILABLE where there is none to be had: the run is then refused. */
  forRun(run: Pick<RunAuditOptions, 'moduleName' | 'moduleDigest' | 'manifestText' | 'policies'>): RunAuditOptions {
    const { platform, isolation } = this.#options;
    const layers = isolation.status().layers.map(({ layer, state }) => ({ layer, state }));
    return { ...run, log: this.#open(), engine: `${platform.engine.name} ${platform.engine.version}`, isolation: layers };
  }

  /** What a person did. */
  person(act: PersonAct, what: string, run: string | null = null): void {
    this.#tried(() => {
      this.#open().append([
        { kind: 'person', source: 'engine-observed', run, act, what: cutMiddle(what.toWellFormed(), LONGEST_FIELD) },
      ]);
    });
  }

  /** A start that was refused before there was a run. `what` names no host path. */
  refused(what: string): void {
    this.#tried(() => {
      const said = cutMiddle(what.toWellFormed(), LONGEST_FIELD);
      this.#open().append([{ kind: 'refused', source: 'engine-observed', run: null, what: said }]);
    });
  }

  /** Tells of each folder that a person grants from now on, by its name: the log is shown to pages, which name no host path. */
  watch(grants: Grants): void {
    grants.changed.listen(() => {
      const now = grants.list().map(({ name, writable }) => `${name}${writable ? '' : ', for reading'}`);
      for (const name of now) if (!this.#granted.has(name)) this.person('grant', `the folder ${name}`);
      this.#granted = new Set(now);
    });
  }

  /** Signs what is there, here and in the second place. */
  checkpoint(): void {
    const log = this.#log;
    if (log === undefined) return;
    this.#tried(() => {
      for (const fault of log.checkpoint().faults) this.#warn(fault);
    });
  }

  page({ filter, skip, count }: CommandInput<'audit.page'>): CommandOutput<'audit.page'> {
    const { matching, rows } = this.#reading((reader) => auditPage(reader, filterOf(filter), skip, count));
    return { matching, rows: rows.map(rowForPage) };
  }

  overview({ buckets }: CommandInput<'audit.overview'>): CommandOutput<'audit.overview'> {
    const { entries, from, to, counts } = this.#reading((reader) => auditOverview(reader, buckets));
    return { entries, from, to, counts: [...counts], verified: this.#verified };
  }

  async verify(abort: AbortSignal): Promise<AuditVerify> {
    const steps = this.#verifying(abort);
    let step = await steps.next();
    while (step.done !== true) step = await steps.next();
    return step.value;
  }

  /** How far it is, at most ten times a second, and what it found. */
  async *verifying(abort: AbortSignal): AsyncGenerator<StreamItem<'audit.verifying'>> {
    const all = this.#reading((reader) => auditOverview(reader, 1).entries);
    const steps = this.#verifying(abort);
    let told = Number.NEGATIVE_INFINITY;
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return yield { done: all, all, report: step.value };
      const now = Number(this.#options.platform.clock.wall() / 1_000_000n);
      if (now - told < MILLISECONDS_BETWEEN) continue;
      told = now;
      yield { done: step.value, all, report: null };
    }
  }

  /** A reader for who takes several turns to read; to be closed. Throws UNAVAILABLE. */
  openReader(): AuditReader {
    return openAuditReader(this.#options.platform, this.#open().path);
  }

  /** Gives way between turns of a thousand entries. */
  async *#verifying(abort: AbortSignal): AsyncGenerator<number, AuditVerify> {
    const { platform } = this.#options;
    const log = this.#open();
    const copies = [copyPathOf(log.path), ...[log.setting('copy')].filter((place) => place !== undefined)];
    const elsewhere = copies.flatMap((place, index) => {
      const bytes = platform.privateFiles.read(place, MOST_COPY_BYTES);
      const name = index === 0 ? 'the checkpoint beside the log' : 'the checkpoint in the second place';
      return bytes === undefined ? [] : [{ name, note: new TextDecoder().decode(bytes) }];
    });
    const reader = openAuditReader(platform, log.path);
    try {
      const steps = verifyLog(platform, reader, { elsewhere, keys: log.noteKeys });
      let step = steps.next();
      while (step.done !== true) {
        yield step.value;
        await pause(platform, 0, abort);
        if (abort.aborted) throw new ContractError('CANCELLED', 'verifying was taken back');
        step = steps.next();
      }
      const findings = step.value.findings.map((finding) => ({ ...finding, message: visibleText(finding.message) }));
      this.#verified = { ...step.value, findings, at: Number(platform.clock.wall() / 1_000_000n) };
      return this.#verified;
    } finally {
      reader.close();
    }
  }

  /** `only`: the numbers of the entries that match `where`. */
  async *export(
    { as, filter, where = '' }: StreamInput<'audit.export'>,
    only: ReadonlySet<number> | undefined,
    abort: AbortSignal,
  ): AsyncGenerator<StreamItem<'audit.export'>> {
    const log = this.#open();
    this.person('export', where === '' ? `the audit log as ${as}` : `entries of the audit log as ${as}: ${where}`);
    const reader = openAuditReader(this.#options.platform, log.path);
    const encoder = new TextEncoder();
    try {
      let text = '';
      for (const piece of exportLog(reader, as, { ...filterOf(filter), only }, this.#options.version)) {
        text += piece;
        if (text.length < EXPORT_BYTES) continue;
        yield { bytes: encoder.encode(text) };
        if (abort.aborted) return;
        text = '';
      }
      if (text !== '') yield { bytes: encoder.encode(text) };
    } finally {
      reader.close();
    }
  }

  close(): void {
    this.checkpoint();
    this.#log?.close();
    this.#log = undefined;
  }

  #open(): AuditLog {
    try {
      return (this.#log ??= openAuditLog(this.#options.platform, this.#options.path));
    } catch (thrown) {
      this.#warn(messageOf(thrown));
      // The reason may speak of the file's path.
      throw new ContractError('UNAVAILABLE', 'the audit log cannot be opened; nothing is granted without it');
    }
  }

  #reading<Value>(act: (reader: AuditReader) => Value): Value {
    const reader = openAuditReader(this.#options.platform, this.#open().path);
    try {
      return act(reader);
    } finally {
      reader.close();
    }
  }

  #tried(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.#warn(messageOf(thrown));
    }
  }

  #warn(message: string): void {
    this.#options.platform.log.write('warn', 'audit', visibleText(message));
  }
}

function filterOf({ lanes, run, from, to }: CommandInput<'audit.page'>['filter']): AuditFilter {
  return { lanes, run, from, to };
}

function rowForPage({ seq, time, lane, run, body, entry }: AuditRow): PageRow {
  const shown = (text: string): string => cutMiddle(visibleText(text), LONGEST_FIELD);
  if (entry === undefined) {
    const fields = [{ name: 'text', value: shown(body) }];
    return {
      seq,
      time,
      lane,
      run: run === null ? null : shown(run),
      source: null,
      kind: null,
      sentence: 'this is no entry any more',
      count: 1,
      fields,
    };
  }
  const fields = Object.entries(entry).map(([name, value]) => ({
    name,
    value: shown(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
  const count = entry.kind === 'decision' ? entry.count : 1;
  return { seq, time, lane, run, source: entry.source, kind: entry.kind, sentence: shown(entrySentence(entry)), count, fields };
}
