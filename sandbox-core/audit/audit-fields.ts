// What a filter can ask of an entry of the audit log.
import type { FieldTable } from '../query/fields.ts';
import { AUDIT_LANES, ENTRY_KINDS, PERSON_ACTS } from './audit-entry.ts';

/** Who stands behind an entry: the engine saw it, a guest process told it, or a person did it. */
export const AUDIT_AUTHORS = ['engine', 'guest', 'you'] as const;
export type AuditAuthor = (typeof AUDIT_AUTHORS)[number];

/** In the order of help. */
export const AUDIT_FIELDS: FieldTable = [
  { name: 'lane', kind: 'choice', help: 'the lane in which it is drawn', values: AUDIT_LANES },
  { name: 'kind', kind: 'choice', help: 'what the entry says', values: ENTRY_KINDS },
  { name: 'run', kind: 'text', help: 'number or id of the run' },
  { name: 'module', kind: 'text', help: 'name of the module that ran' },
  { name: 'call', kind: 'text', help: 'the function that was called' },
  { name: 'rule', kind: 'integer', help: 'number of the rule that decided, 0 for the default' },
  { name: 'action', kind: 'text', help: 'what the policy was asked for, such as fs.read' },
  { name: 'resource', kind: 'text', help: 'what the policy was asked about, for files the absolute path' },
  { name: 'limit', kind: 'text', help: 'the limit it speaks of' },
  { name: 'act', kind: 'choice', help: 'what a person did', values: PERSON_ACTS },
  { name: 'by', kind: 'choice', help: 'who saw it or did it', values: AUDIT_AUTHORS },
  { name: 'count', kind: 'integer', help: 'how many equal decisions it stands for' },
  { name: 'seq', kind: 'integer', help: 'number of the entry, from 1' },
];
