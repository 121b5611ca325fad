// Which time the lanes show: that of the newest run with a little around it, or what a person moved and zoomed to.
import type { AuditList } from '../../../app/contract/audit-timeline-schemas.ts';
import type { AuditRange } from '../../store/audit-view.ts';

/** Shorter than this nothing is told apart: entries have whole milliseconds. */
const LEAST_SPAN = 20;
/** Nearer than this to the whole log it is the whole log. */
const PAD = 0.04;

/** All of the log, with room at both ends. */
export function wholeRange({ from, to }: Pick<AuditList, 'from' | 'to'>): AuditRange {
  const pad = Math.max(LEAST_SPAN, (to - from) * PAD);
  return { from: Math.max(0, Math.floor(from - pad)), to: Math.ceil(to + pad) };
}

/** The newest run that is in the log; all of it where there is none. */
export function newestRange(list: Pick<AuditList, 'from' | 'to' | 'groups'>): AuditRange {
  const newest = list.groups.findLast(({ run }) => run !== null);
  if (newest === undefined) return wholeRange(list);
  const around = Math.max(LEAST_SPAN, (list.to - newest.from) * 0.15);
  return { from: Math.max(0, Math.floor(newest.from - around)), to: Math.ceil(list.to + around) };
}

/** `factor` below 1 zooms in; `at` stays where it is. Never past the whole log. */
export function zoomed(range: AuditRange, whole: AuditRange, factor: number, at: number): AuditRange {
  const span = Math.min(whole.to - whole.from, Math.max(LEAST_SPAN, (range.to - range.from) * factor));
  const share = (Math.min(range.to, Math.max(range.from, at)) - range.from) / Math.max(1, range.to - range.from);
  return within({ from: at - span * share, to: at + span * (1 - share) }, whole);
}

/** Moves by a share of what is shown. */
export function moved(range: AuditRange, whole: AuditRange, share: number): AuditRange {
  const by = (range.to - range.from) * share;
  return within({ from: range.from + by, to: range.to + by }, whole);
}

/** The range, moved as little as shows this time. */
export function showing(range: AuditRange, whole: AuditRange, time: number): AuditRange {
  if (time >= range.from && time <= range.to) return range;
  const half = (range.to - range.from) / 2;
  return within({ from: time - half, to: time + half }, whole);
}

function within({ from, to }: AuditRange, whole: AuditRange): AuditRange {
  const span = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(whole.from, from), whole.to - span);
  return { from: Math.floor(start), to: Math.ceil(start + span) };
}
