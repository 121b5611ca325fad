// Entries as events of the Open Cybersecurity Schema Framework 1.3, one a line: runs are process activity, decisions on files are
// file system activity, all else is a base event. What OCSF has no field for stands under `unmapped`.
import type { AuditEntry } from '../audit-entry.ts';
import type { AuditRow } from '../audit-reader.ts';
import { entrySentence, flatFields } from './entry-words.ts';

const SYSTEM = 1;
const CLASS = { base: 0, file: 1001, process: 1007 } as const;
const INFORMATIONAL = 1;
const LOW = 2;
const MEDIUM = 3;

export interface OcsfProduct {
  readonly version: string;
}

/** Undefined for a row that holds no entry. */
export function ocsfLine({ entry, time }: AuditRow, product: OcsfProduct): string | undefined {
  if (entry === undefined) return undefined;
  const { classId, activity, ...fields } = fieldsOf(entry);
  const event = {
    class_uid: classId,
    category_uid: classId === CLASS.base ? 0 : SYSTEM,
    activity_id: activity,
    type_uid: classId * 100 + activity,
    time,
    message: entrySentence(entry),
    metadata: {
      version: '1.3.0',
      product: { name: 'Wasm Sandbox', vendor_name: 'Wasm Sandbox', version: product.version },
      sequence: entry.seq,
      ...(entry.run === null ? {} : { correlation_uid: entry.run }),
    },
    ...fields,
    unmapped: Object.fromEntries(flatFields(entry)),
  };
  return `${JSON.stringify(event)}\n`;
}

interface OcsfFields {
  readonly classId: number;
  readonly activity: number;
  readonly severity_id: number;
  readonly [field: string]: unknown;
}

function fieldsOf(entry: AuditEntry): OcsfFields {
  const actor = { process: { uid: entry.run ?? '', name: 'guest' } };
  const device = { type_id: 0, type: 'Unknown' };
  switch (entry.kind) {
    case 'run-started':
      return {
        classId: CLASS.process,
        activity: 1,
        severity_id: INFORMATIONAL,
        actor,
        device,
        process: processOf(entry.run, entry.module.name),
      };
    case 'run-ended':
      return {
        classId: CLASS.process,
        activity: 2,
        severity_id: INFORMATIONAL,
        actor,
        device,
        process: processOf(entry.run, 'guest'),
      };
    case 'decision':
      return { ...decisionFields(entry), actor, device };
    case 'limit':
      return { classId: CLASS.base, activity: 99, severity_id: entry.level === 'near' ? LOW : MEDIUM };
    case 'refused':
      return { classId: CLASS.base, activity: 99, severity_id: MEDIUM, status_id: 2 };
    case 'person':
      return { classId: CLASS.base, activity: 99, severity_id: INFORMATIONAL };
  }
}

function decisionFields(entry: Extract<AuditEntry, { kind: 'decision' }>): OcsfFields {
  const isFile = entry.action.startsWith('fs.');
  return {
    classId: isFile ? CLASS.file : CLASS.base,
    activity: isFile ? (FILE_ACTIVITY.get(entry.action) ?? 99) : 99,
    severity_id: entry.allowed ? INFORMATIONAL : MEDIUM,
    status_id: entry.allowed ? 1 : 2,
    count: entry.count,
    ...(isFile ? { file: { type_id: 0, name: entry.resource.split('/').at(-1) ?? '', path: entry.resource } } : {}),
  };
}

const FILE_ACTIVITY: ReadonlyMap<string, number> = new Map([
  ['fs.create', 1],
  ['fs.read', 2],
  ['fs.list', 2],
  ['fs.write', 3],
  ['fs.delete', 4],
]);

function processOf(uid: string, name: string): unknown {
  return { uid, name };
}
