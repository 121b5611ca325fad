// Bytes from a tenant's process, which may be anything, to a report: lengths, kinds, counts and texts, all checked. That an
// operation, an instance or a rule exists is for the engine to say, who knows them.
import type { Checked } from '../base/diagnostic.ts';
import { SIGNATURES } from '../host/gate.ts';
import { ACTIONS } from '../policy/request.ts';
import { readValues } from './core-values.ts';
import { readEnding } from './ending-frames.ts';
import { FrameReader } from './frame-reader.ts';
import {
  COUNT_NAMES,
  END_KINDS,
  EVENT,
  MOST_PIECE,
  MOST_REPORT,
  MOST_RESOURCE,
  REPORT_KINDS,
  type DoneReport,
  type InstanceCounts,
  type OperationEnd,
  type Report,
  type TenantEvent,
} from './reports.ts';

const MOST_REASON = 4096;

export function decodeReport(bytes: Uint8Array): Checked<Report> {
  if (bytes.length > MOST_REPORT) return broken(`a report of ${bytes.length} bytes`);
  const reader = new FrameReader(bytes);
  const kind = REPORT_KINDS[reader.u8() - 1];
  if (kind === undefined) return broken(`a report of kind ${bytes[0] ?? 'nothing'}`);
  const report = reportOf(reader, kind);
  return report !== undefined && reader.whole ? { ok: true, value: report } : broken(`a faulty report of kind ${kind}`);
}

function reportOf(reader: FrameReader, kind: Report['kind']): Report | undefined {
  switch (kind) {
    case 'up':
      return { kind, thread: reader.u8(), generation: reader.u32() };
    case 'done':
      return doneOf(reader);
    case 'events': {
      const head = { thread: reader.u8(), generation: reader.u32(), batch: reader.u32() };
      return { kind, ...head, events: eventsOf(reader) };
    }
    case 'lost':
      return { kind, thread: reader.u8(), generation: reader.u32(), reason: reader.text(MOST_REASON) };
  }
}

function doneOf(reader: FrameReader): DoneReport | undefined {
  const operation = reader.u32();
  const nanos = reader.f64();
  const cpuNanos = reader.f64();
  if (!(nanos >= 0 && cpuNanos >= 0)) reader.refuse();
  const counts = flag(reader) ? countsOf(reader) : null;
  const end = endOf(reader);
  return end && { kind: 'done', operation, nanos, cpuNanos, counts, end };
}

function endOf(reader: FrameReader): OperationEnd | undefined {
  const kind = reader.oneOf(END_KINDS);
  switch (kind) {
    case undefined:
      return undefined;
    case 'values':
      return { kind, values: readValues(reader) };
    case 'ended': {
      const alive = flag(reader);
      const ending = readEnding(reader);
      return ending && { kind, ending, alive };
    }
    case 'withdrawn':
      return { kind };
  }
}

function countsOf(reader: FrameReader): InstanceCounts {
  const counts = COUNT_NAMES.map((name) => [name, reader.count()] as const);
  return Object.fromEntries(counts) as unknown as InstanceCounts;
}

function eventsOf(reader: FrameReader): TenantEvent[] {
  const events: TenantEvent[] = [];
  if (!reader.more) reader.refuse();
  while (reader.more) {
    const event = eventOf(reader);
    if (event) events.push(event);
  }
  return events;
}

function eventOf(reader: FrameReader): TenantEvent | undefined {
  const kind = reader.u8();
  const instance = reader.u32();
  switch (kind) {
    case EVENT.decision: {
      const signature = below(reader, SIGNATURES.length);
      const action = below(reader, ACTIONS.length);
      return {
        kind: 'decision',
        instance,
        signature,
        action,
        allowed: flag(reader),
        rule: reader.u32(),
        resource: reader.text(MOST_RESOURCE),
      };
    }
    case EVENT.stdout:
      return { kind: 'output', instance, stream: 'stdout', bytes: reader.bytes(MOST_PIECE) };
    case EVENT.stderr:
      return { kind: 'output', instance, stream: 'stderr', bytes: reader.bytes(MOST_PIECE) };
    default:
      reader.refuse();
      return undefined;
  }
}

function flag(reader: FrameReader): boolean {
  const value = reader.u8();
  if (value > 1) reader.refuse();
  return value === 1;
}

function below(reader: FrameReader, count: number): number {
  const value = reader.u8();
  if (value >= count) reader.refuse();
  return value;
}

function broken(what: string): Checked<never> {
  return {
    ok: false,
    diagnostics: [{ code: 'tenant-protocol', message: `the tenant process sent ${what}`, place: { kind: 'whole' } }],
  };
}
