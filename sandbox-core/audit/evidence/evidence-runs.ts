// The runs that a pack tells of, as the log's entries about their start and end have them: modules, policies, isolation.
import { formatInstant } from '../../base/instant.ts';
import type { AuditEntry } from '../audit-entry.ts';
import { auditRows, auditRuns, type AuditReader } from '../audit-reader.ts';
import { csvCells } from '../export/csv.ts';
import { jsonText, type EvidenceScope } from './evidence-file.ts';

type Start = Extract<AuditEntry, { kind: 'run-started' }>;
type End = Extract<AuditEntry, { kind: 'run-ended' }>;

export interface EvidenceRun {
  readonly run: string;
  readonly start: Start | undefined;
  readonly end: End | undefined;
}

/** Those with an entry in the scope, whole even where it began before; in the order of the log. */
export function evidenceRuns(reader: AuditReader, scope: EvidenceScope): EvidenceRun[] {
  const wanted = auditRuns(reader, scope);
  const runs = new Map<string, EvidenceRun>();
  for (const { entry } of auditRows(reader, { lanes: ['runs'], run: scope.run })) {
    if (entry === undefined || entry.run === null || !wanted.has(entry.run)) continue;
    const known = runs.get(entry.run) ?? { run: entry.run, start: undefined, end: undefined };
    if (entry.kind === 'run-started') runs.set(entry.run, { ...known, start: entry });
    if (entry.kind === 'run-ended') runs.set(entry.run, { ...known, end: entry });
  }
  return [...runs.values()];
}

/** Who says so is the engine; what a layer's state means is in the documentation of the isolation screen. */
export function isolationText(runs: readonly EvidenceRun[]): string {
  const told = runs.map(({ run, start }) => ({
    run,
    ...(start === undefined
      ? { missing: 'the start of this run is not in the log' }
      : { seq: start.seq, time: timeOf(start), module: start.module, engine: start.engine }),
    ...(start === undefined ? {} : { isolation: start.isolation, mounts: start.mounts }),
  }));
  return jsonText(told);
}

/** One line a module and name: a digest that ran under two names has two. */
export function modulesText(runs: readonly EvidenceRun[]): string {
  const modules = new Map<string, { digest: string; name: string; runs: number; first: string; last: string }>();
  for (const { start } of runs) {
    if (start === undefined) continue;
    const { digest, name } = start.module;
    const [key, time] = [JSON.stringify([digest, name]), timeOf(start)];
    const known = modules.get(key) ?? { digest, name, runs: 0, first: time, last: time };
    modules.set(key, { ...known, runs: known.runs + 1, last: time });
  }
  const lines = [...modules.values()].map(({ digest, name, runs: count, first, last }) =>
    csvCells([digest, name, String(count), first, last]),
  );
  return csvCells(['sha256', 'name', 'runs', 'first started', 'last started']) + lines.join('');
}

export function policyOf({ start, end }: EvidenceRun): string | undefined {
  return start?.policy ?? end?.policy;
}

export function timeOf({ time }: Pick<AuditEntry, 'time'>): string {
  return formatInstant(time);
}
