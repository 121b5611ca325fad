// Entries over wall-clock time, as lanes draw them: how many there are in each slice, and which one stands for them.
import { AUDIT_LANES, type AuditLane } from './audit-entry.ts';
import type { AuditedRun, AuditIndex } from './audit-index.ts';
import type { AuditList } from './audit-list.ts';

/** Runs have no lane of their own: they are drawn among the grants. */
export const DRAWN_LANES = ['grants', 'denials', 'limits', 'people'] as const satisfies readonly AuditLane[];

/** The entries of one lane in one slice. */
export interface TimelineMark {
  readonly lane: number;
  /** Place in the index of the first of them. */
  readonly place: number;
  readonly count: number;
}

export interface AuditTimeline {
  /** In the order of time. */
  readonly marks: readonly TimelineMark[];
  readonly runs: readonly AuditedRun[];
}

const MOST_RUNS = 500;
const LANE_OF = AUDIT_LANES.map((lane) => DRAWN_LANES.findIndex((drawn) => drawn === lane));

/** `from … to` are milliseconds since 1970, both included; the list's entries in so many equal slices of it. */
export function auditTimeline(index: AuditIndex, list: AuditList, from: number, to: number, slices: number): AuditTimeline {
  const width = Math.max(1, to - from + 1) / slices;
  const [first, counts] = [new Int32Array(slices * DRAWN_LANES.length).fill(-1), new Uint32Array(slices * DRAWN_LANES.length)];
  for (const place of list.order) {
    const time = index.time[place] ?? 0;
    const lane = LANE_OF[index.lane[place] ?? 0] ?? -1;
    if (lane < 0 || time < from || time > to) continue;
    const cell = Math.min(slices - 1, Math.floor((time - from) / width)) * DRAWN_LANES.length + lane;
    const known = first[cell] ?? -1;
    // Groups may overlap in time: the earliest of a slice stands for it.
    if (known < 0 || place < known) first[cell] = place;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const marks: TimelineMark[] = [];
  for (const [cell, count] of counts.entries()) {
    if (count > 0) marks.push({ lane: cell % DRAWN_LANES.length, place: first[cell] ?? 0, count });
  }
  return { marks, runs: index.runs.filter((run) => run.to >= from && run.from <= to).slice(-MOST_RUNS) };
}
