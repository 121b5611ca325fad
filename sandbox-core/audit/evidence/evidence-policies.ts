// The policies of a pack: each kept text and its rules byte for byte, so that their digest can be held against its name, which
// run was under which and when, and what people did to policies.
import { auditRows, type AuditReader } from '../audit-reader.ts';
import { csvCells } from '../export/csv.ts';
import { isNarrowed, type EvidenceFile, type EvidenceScope } from './evidence-file.ts';
import { policyOf, timeOf, type EvidenceRun } from './evidence-runs.ts';

/** A digest that is none, as in a file that was tampered with, must not become a path. */
const DIGEST = /^[0-9a-f]{64}$/;

export function* policyFiles(reader: AuditReader, scope: EvidenceScope, runs: readonly EvidenceRun[]): Generator<EvidenceFile> {
  const used = new Set(runs.map(policyOf));
  const kept = new Set<string>();
  const body = reader.database.prepare('SELECT text, rules FROM policy WHERE digest = ?');
  for (const { digest } of reader.database.prepare('SELECT digest FROM policy ORDER BY digest').all()) {
    const name = String(digest);
    if (!DIGEST.test(name) || (isNarrowed(scope) && !used.has(name))) continue;
    kept.add(name);
    const { text, rules } = body.get(name) ?? {};
    yield { path: `policies/${name}.txt`, pieces: [String(text)] };
    yield { path: `policies/${name}.rules.json`, pieces: [String(rules)] };
  }
  yield { path: 'policies/uses.csv', pieces: useLines(runs, kept) };
  yield { path: 'policies/changes.csv', pieces: changeLines(reader, scope) };
}

function* useLines(runs: readonly EvidenceRun[], kept: ReadonlySet<string>): Generator<string> {
  yield csvCells(['policy', 'text in this pack', 'from', 'to', 'run', 'module', 'module sha256']);
  for (const told of runs) {
    const { run, start, end } = told;
    const policy = policyOf(told) ?? '';
    const [from, to] = [start, end].map((entry) => (entry === undefined ? '' : timeOf(entry)));
    const digest = start?.module.digest ?? end?.module ?? '';
    yield csvCells([policy, kept.has(policy) ? 'yes' : 'no', from ?? '', to ?? '', run, start?.module.name ?? '', digest]);
  }
}

function* changeLines(reader: AuditReader, scope: EvidenceScope): Generator<string> {
  yield csvCells(['seq', 'time', 'run', 'act', 'what']);
  for (const { seq, entry } of auditRows(reader, { ...scope, lanes: ['people'] })) {
    if (entry?.kind !== 'person' || (entry.act !== 'policy' && entry.act !== 'grant')) continue;
    yield csvCells([String(seq), timeOf(entry), entry.run ?? '', entry.act, entry.what]);
  }
}
