// An evidence pack: the files made of one log, from one state of it. The same log gives the same bytes. A log that is broken gives
// a pack too, in which each page that is read first says so.
import type { Platform } from '../../platform/platform.ts';
import type { AuditReader } from '../audit-reader.ts';
import { verifyView, type VerifyOptions, type VerifyReport } from '../verify-log.ts';
import { controlMapPage, controlMapTable } from './control-map.ts';
import { checkpointFiles, decisionLines, entryLines } from './evidence-entries.ts';
import { jsonText, type EvidenceFile, type EvidenceScope } from './evidence-file.ts';
import { policyFiles } from './evidence-policies.ts';
import { evidenceRuns, isolationText, modulesText } from './evidence-runs.ts';
import { readmeText } from './readme-text.ts';
import { VERIFY_PROGRAM } from './verify-program.ts';
import { verifyWords } from './verify-words.ts';
import { EvidenceZip } from './evidence-zip.ts';

type EvidencePlatform = Pick<Platform, 'digests' | 'signatures'>;

export interface EvidenceOptions extends VerifyOptions {
  readonly scope: EvidenceScope;
  /** The application's. */
  readonly version: string;
}

const BROKEN = 'THE LOG IS NOT WHOLE. What follows cannot be relied upon beyond what verifying found:';

/** Yields the bytes of the zip in order; returns what verifying said. Throws REFUSED for more than a zip holds. */
export function* evidencePack(
  platform: EvidencePlatform,
  reader: AuditReader,
  options: EvidenceOptions,
): Generator<Uint8Array, VerifyReport> {
  // Verified and told is one state of the file, while others may write.
  reader.database.exec('BEGIN');
  try {
    const report = finished(verifyView(platform, reader, options));
    const zip = new EvidenceZip(platform);
    for (const file of evidenceFiles(platform, reader, options, report)) yield* zip.add(file);
    const manifest = manifestText(reader, options, report, zip.packed);
    yield* zip.add({ path: 'manifest.json', pieces: [manifest] });
    yield* zip.end();
    return report;
  } finally {
    reader.database.exec('ROLLBACK');
  }
}

/** All but the manifest, which has their digests. */
export function* evidenceFiles(
  platform: EvidencePlatform,
  reader: AuditReader,
  options: EvidenceOptions,
  report: VerifyReport,
): Generator<EvidenceFile> {
  const { scope } = options;
  const warning = report.findings.length > 0 ? BROKEN : '';
  const words = verifyWords(report);
  yield { path: 'README.txt', pieces: [readmeText(warning, words, reader.origin, scope)] };
  yield { path: 'verify.txt', pieces: [warning === '' ? '' : `${warning}\n`, words, ...heldAgainst(options)] };
  yield { path: 'verify.json', pieces: [jsonText(verdictOf(report, options))] };
  yield { path: 'verify.py', pieces: [VERIFY_PROGRAM] };
  yield { path: 'control-map.md', pieces: [controlMapPage(warning === '' ? '' : `${warning} see verify.txt.`)] };
  yield { path: 'control-map.csv', pieces: [controlMapTable()] };
  yield { path: 'keys.txt', pieces: [`${reader.keysText}\n`] };
  const runs = evidenceRuns(reader, scope);
  yield { path: 'isolation.json', pieces: [isolationText(runs)] };
  yield { path: 'modules.csv', pieces: [modulesText(runs)] };
  yield* policyFiles(reader, scope, runs);
  yield { path: 'decisions.csv', pieces: decisionLines(reader, scope) };
  yield* checkpointFiles(reader);
  for (const [index, { note }] of (options.elsewhere ?? []).entries()) {
    yield { path: `checkpoints/elsewhere-${index + 1}.checkpoint`, pieces: [note] };
  }
  yield { path: 'entries.jsonl', pieces: entryLines(platform, reader, scope) };
}

function verdictOf(report: VerifyReport, { elsewhere, keys }: EvidenceOptions): object {
  const names = (elsewhere ?? []).map(({ name }) => name);
  const by = keys === undefined ? 'the log' : 'whoever made this pack';
  return { whole: report.findings.length === 0, ...report, heldAgainst: names, keysNamedBy: by };
}

function heldAgainst({ elsewhere = [], keys }: EvidenceOptions): string[] {
  const by =
    keys === undefined ? 'The keys are those that the log itself names.' : 'The keys were given by whoever made this pack.';
  return [`Held against ${elsewhere.length} checkpoints from outside the log. ${by}\n`];
}

function manifestText(
  { origin }: AuditReader,
  { scope, version }: EvidenceOptions,
  report: VerifyReport,
  files: EvidenceZip['packed'],
): string {
  const { run = null, from = null, to = null } = scope;
  return jsonText({
    whole: report.findings.length === 0,
    format: 'wasm-sandbox evidence pack 1',
    madeBy: `Wasm Sandbox ${version}`,
    origin,
    scope: { run, from, to },
    entries: report.entries,
    signed: report.signed,
    files,
  });
}

function finished<Value>(steps: Generator<number, Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
