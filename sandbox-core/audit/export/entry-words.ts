// An entry in a sentence and as flat pairs, for forms that have no fields of their own for it.
import type { AuditEntry } from '../audit-entry.ts';

export function entrySentence(entry: AuditEntry): string {
  switch (entry.kind) {
    case 'run-started':
      return `run started: ${entry.module.name}${missWords(entry.onMiss)}`;
    case 'run-ended':
      return entry.sentence;
    case 'decision':
      return `${entry.call} ${entry.allowed ? 'granted' : 'denied'}${entry.resource === '' ? '' : ` on ${entry.resource}`}`;
    case 'limit':
      return `limit ${entry.limit} ${entry.level === 'near' ? 'used to 80 %' : 'reached'}`;
    case 'person':
      return `${entry.act}: ${entry.what}`;
    case 'refused':
      return `refused: ${entry.what}`;
  }
}

/** Every field, what is nested as its JSON. */
export function flatFields(entry: AuditEntry): [name: string, value: string | number | boolean][] {
  return Object.entries(entry).flatMap(([name, value]): [string, string | number | boolean][] => {
    if (value === null) return [];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : value]];
  });
}

function missWords(onMiss: 'ask' | 'audit' | undefined): string {
  if (onMiss === undefined) return '';
  return onMiss === 'ask'
    ? ', where a person is asked about what no rule permits inside its mounts'
    : ', where what no rule permits inside its mounts is let through';
}
