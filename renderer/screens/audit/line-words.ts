// A line of the audit log in words: what kind of thing it is, with the mark for it, and who stands behind it.
import type { AuditEntry, AuditGroup, AuditLine } from '../../../app/contract/audit-timeline-schemas.ts';
import type { IconName } from '../../ui/icon.tsx';
import { bytesText, nanosText, ofMost, whenText } from '../../ui/quantities.ts';

export interface LineKind {
  readonly icon: IconName;
  readonly word: string;
}

export function lineKind(line: Pick<AuditLine, 'kind' | 'lane'>): LineKind {
  switch (line.kind) {
    case 'run-started':
      return { icon: 'play', word: 'started' };
    case 'run-ended':
      return { icon: 'stop', word: 'ended' };
    case 'decision':
      return line.lane === 'denials' ? { icon: 'denied', word: 'denied' } : { icon: 'ok', word: 'grant' };
    case 'limit':
      return { icon: 'limit', word: 'limit' };
    case 'person':
      return { icon: 'edited', word: 'person' };
    case 'refused':
      return { icon: 'denied', word: 'refused' };
    case null:
      return { icon: 'warning', word: 'broken' };
  }
}

/** `rule 3, policy v2`, `by you`. */
export function lineAuthor(line: AuditLine): string {
  const policy = line.version === 0 ? '' : `policy v${line.version}`;
  if (line.kind === 'decision') return joined([line.rule === 0 ? 'default' : `rule ${line.rule ?? ''}`, policy]);
  if (line.kind === 'run-started' || line.kind === 'run-ended') return policy;
  if (line.limit !== null) return line.limit.near ? 'warns at 80 %' : 'reached';
  return line.by === 'you' ? 'by you' : (line.by ?? '');
}

/** `memory 51.2 of 64 MiB`; of other entries what the log says. */
export function lineText({ limit, what }: AuditLine): string {
  return limit === null ? what : `${limit.limit} ${limitText(limit)}`;
}

type Limit = NonNullable<AuditLine['limit']>;

function limitText({ limit, used, most }: Limit): string {
  if (limit === 'wall-time' || limit === 'cpu-time') return ofMost(nanosText(used), nanosText(most));
  if (limit === 'memory' || limit === 'output' || limit.endsWith('-bytes')) return ofMost(bytesText(used), bytesText(most));
  return `${used} of ${most}`;
}

/** Head of a group: its name, and what else there is to say. */
export function groupWords(group: AuditGroup, now: number): { readonly title: string; readonly says: string } {
  if (group.runs > 1) return { title: 'Older', says: `${group.runs} runs` };
  if (group.run === null) return { title: 'Since then', says: 'belongs to no run' };
  const title = group.number === null ? `Run ${group.run}` : `Run ${group.number}`;
  return { title, says: joined([group.module, whenText(group.from, now), group.sentence ?? 'goes on']) };
}

/** The beginning of a hash, in fours: `9f02 6e11…`. */
export function shortHash(hash: string, signs = 8): string {
  const parts = hash.slice(0, signs).match(/.{1,4}/g) ?? [];
  return parts.length === 0 ? 'none' : `${parts.join(' ')}…`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** One sentence that answers for the entry. */
export function entryWhy({ line, ruleText }: Pick<AuditEntry, 'line' | 'ruleText'>): string {
  const under = line.version === 0 ? '' : ` of policy v${line.version}`;
  switch (line.kind) {
    case 'decision':
      if (line.rule === 0) return `No rule${under} permits it: ${ruleText}.`;
      return `Rule ${line.rule ?? ''}${under} ${line.lane === 'denials' ? 'denies' : 'permits'} it: ${ruleText}.`;
    case 'limit':
      return line.limit?.near === true
        ? `80 % of the limit ${line.limit.limit} were used.`
        : `The limit ${line.limit?.limit ?? ''} was reached, and the run ended by it.`;
    case 'run-started':
      return 'Under this policy the run was granted what it has before its first instruction.';
    case 'run-ended':
      return 'The run ended; nothing is granted to it any more.';
    case 'person':
      return 'A person did this. It stands beside what the guest did.';
    case 'refused':
      return 'The engine refused it before anything ran.';
    case null:
      return 'The text of this row is no entry of an audit log: somebody was at it.';
  }
}
