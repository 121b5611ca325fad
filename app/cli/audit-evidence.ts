// `wasm-sandbox audit evidence`: the pack into a file of its own, whole or not at all.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import {
  auditRuns,
  evidencePack,
  messageOf,
  parseInstant,
  visibleText,
  type AuditReader,
  type EvidenceOptions,
  type Platform,
  type VerifyReport,
} from '../../sandbox-core/index.ts';
import { UsageError } from './usage.ts';

/** Readable by its owner alone. Throws a UsageError where something is there already, and leaves that as it is. */
export function writeEvidence(platform: Platform, reader: AuditReader, options: EvidenceOptions, out: string): VerifyReport {
  const { run, from = 0, to = Number.POSITIVE_INFINITY } = options.scope;
  if (run !== undefined && auditRuns(reader, { run }).size === 0) {
    throw new UsageError(`--run ${visibleText(run).slice(0, 80)}: the log has no entry of this run`);
  }
  if (from >= to) throw new UsageError('--from is not before --to');
  const file = opened(out);
  let isWritten = false;
  try {
    const pack = evidencePack(platform, reader, options);
    for (;;) {
      const step = pack.next();
      if (step.done !== true) {
        writeWhole(file, step.value);
        continue;
      }
      fsyncSync(file);
      isWritten = true;
      return step.value;
    }
  } finally {
    closeSync(file);
    if (!isWritten) rmSync(out, { force: true });
  }
}

/** Milliseconds since 1970; undefined where it was left out. */
export function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const nanos = parseInstant(text);
  if (nanos === undefined) throw new UsageError(`--${option} ${text}: a time like 2026-01-31T12:00:00Z was expected`);
  return Number(BigInt(nanos) / 1_000_000n);
}

function opened(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (thrown) {
    throw new UsageError(`--out ${path}: ${messageOf(thrown)}`);
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
