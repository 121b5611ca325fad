// Entries as OpenTelemetry log records in OTLP's JSON, a request a line, as its file exporter writes them.
import type { AuditRow } from '../audit-reader.ts';
import { entrySentence, flatFields } from './entry-words.ts';

const INFO = { severityNumber: 9, severityText: 'INFO' } as const;
const WARN = { severityNumber: 13, severityText: 'WARN' } as const;

/** Rows that hold no entry are left out. `origin` names the log. */
export function otlpLine(rows: readonly AuditRow[], origin: string, version: string): string {
  const request = {
    resourceLogs: [
      {
        resource: {
          attributes: [text('service.name', 'wasm-sandbox'), text('service.version', version), text('audit.origin', origin)],
        },
        scopeLogs: [{ scope: { name: 'wasm-sandbox/audit', version }, logRecords: rows.flatMap(recordOf) }],
      },
    ],
  };
  return `${JSON.stringify(request)}\n`;
}

function recordOf({ entry, lane }: AuditRow): object[] {
  if (entry === undefined) return [];
  return [
    {
      timeUnixNano: entry.time,
      observedTimeUnixNano: entry.time,
      ...(lane === 'denials' || lane === 'limits' ? WARN : INFO),
      eventName: `wasm_sandbox.audit.${entry.kind}`,
      body: { stringValue: entrySentence(entry) },
      attributes: flatFields(entry).map(([name, value]) => ({ key: `audit.${name}`, value: valueOf(value) })),
    },
  ];
}

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'boolean') return { boolValue: value };
  // 64-bit integers are strings in OTLP's JSON.
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value };
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}
