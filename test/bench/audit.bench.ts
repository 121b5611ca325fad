// Entries a second of processor time into the audit log, with canonical text, chain, tree and SQLite, beside plain inserts of the same texts into the
// same kind of table, in turns; and what verifying costs. Every log is verified, and must hold all that was written.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openAuditLog, openAuditReader, verifyLog, type AuditDraft } from '../../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../../sandbox-core/node.ts';
import { denial } from '../fixtures/audit/sample-log.ts';
import { median, print, threadMilliseconds } from './figures.ts';

const ENTRIES = 50_000;
const ROUNDS = 3;

const platform = nodePlatform({ log: stderrLog('error') });
const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-bench-'));

/** Of this thread's processor time: on a machine that does much else at once, the clock tells of that alone. */
function seconds(act: () => void): number {
  const started = threadMilliseconds();
  act();
  return (threadMilliseconds() - started) / 1000;
}

/** What a call of the log's `append` gets: a chunk's worth. */
function batches(size: number): AuditDraft[][] {
  const all = Array.from({ length: ENTRIES }, (_, index) => denial(index));
  return Array.from({ length: ENTRIES / size }, (_, index) => all.slice(index * size, (index + 1) * size));
}

function logged(path: string, work: readonly AuditDraft[][]): number {
  const log = openAuditLog(platform, path);
  const took = seconds(() => {
    for (const batch of work) log.append(batch);
  });
  log.checkpoint();
  log.close();
  return ENTRIES / took;
}

function plain(path: string, work: readonly AuditDraft[][]): number {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(
    'CREATE TABLE entry (seq INTEGER PRIMARY KEY, time INTEGER, lane INTEGER, run TEXT, body TEXT, chain BLOB) STRICT',
  );
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)');
  const chain = new Uint8Array(32);
  let seq = 0;
  const took = seconds(() => {
    for (const batch of work) {
      database.exec('BEGIN IMMEDIATE');
      for (const draft of batch) insert.run((seq += 1), 1_700_000_000_000 + seq, 2, draft.run, JSON.stringify(draft), chain);
      database.exec('COMMIT');
    }
  });
  database.close();
  return ENTRIES / took;
}

function verifying(path: string): number {
  const reader = openAuditReader(platform, path);
  const took = seconds(() => {
    const steps = verifyLog(platform, reader);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { entries, signed, findings } = step.value;
    if (entries !== ENTRIES || signed !== ENTRIES || findings.length > 0)
      throw new Error(`not whole: ${JSON.stringify(step.value)}`);
  });
  reader.close();
  return ENTRIES / took;
}

function rateText(rates: readonly number[]): string {
  const shown = [median(rates), Math.min(...rates), Math.max(...rates)].map((rate) => Math.round(rate).toLocaleString('en'));
  return `${shown[0]} a second (${shown[1]} to ${shown[2]})`;
}

try {
  for (const size of [1000, 100]) {
    const work = batches(size);
    const rates = { log: [] as number[], plain: [] as number[], verify: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = join(folder, `${size}-${round}`);
      rates.plain.push(plain(`${path}.plain`, work));
      rates.log.push(logged(path, work));
      rates.verify.push(verifying(path));
    }
    print(`batches of ${size}`);
    print(`  audit log       ${rateText(rates.log)}`);
    print(`  plain inserts   ${rateText(rates.plain)}`);
    print(`  verified        ${rateText(rates.verify)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
