// `wasm-sandbox audit`: the log verified, exported, packed as evidence, signed, and proofs made from it and checked without it.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  AUDIT_FIELDS,
  AUDIT_FORMS,
  AUDIT_LANES,
  checkConsistency,
  checkInclusion,
  exportLog,
  keyText,
  matchingEntries,
  openAuditLog,
  openAuditReader,
  parseQuery,
  proveConsistency,
  proveInclusion,
  verifyLog,
  verifyWords,
  visibleText,
  type AuditReader,
  type Platform,
} from '../../sandbox-core/index.ts';
import { timeOf, writeEvidence } from './audit-evidence.ts';
import { heldAgainst, keyOf, logAt, readText } from './audit-inputs.ts';
import { newAuditLog } from './audit-new.ts';
import { faultText } from './fault-text.ts';
import { writeOut } from './open-session.ts';
import { ownVersion } from './own-version.ts';
import { UsageError } from './usage.ts';

const OPTIONS = {
  checkpoint: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  as: { type: 'string' },
  lane: { type: 'string', multiple: true },
  run: { type: 'string' },
  where: { type: 'string' },
  'copy-to': { type: 'string' },
  entry: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  sign: { type: 'string' },
} as const;

type Verb = (words: Words, platform: Platform) => Promise<number>;

/** What each verb takes beside a file. */
const VERBS: ReadonlyMap<string, readonly [verb: Verb, options: readonly (keyof typeof OPTIONS)[]]> = new Map([
  ['verify', [verify, ['checkpoint', 'key', 'json']]],
  ['export', [exportEntries, ['as', 'lane', 'run', 'where']]],
  ['evidence', [evidence, ['out', 'from', 'to', 'run', 'checkpoint', 'key']]],
  ['new', [create, ['sign']]],
  ['checkpoint', [checkpoint, ['copy-to']]],
  ['keys', [keys, []]],
  ['prove', [prove, ['entry', 'from']]],
  ['check', [check, ['key', 'from']]],
]);

interface Words {
  readonly file: string | undefined;
  readonly values: ReturnType<typeof parsed>['values'];
}

export async function auditCommand([name = '', ...args]: readonly string[], platform: Platform): Promise<number> {
  const verb = VERBS.get(name);
  if (verb === undefined) throw new UsageError(`audit ${visibleText(name)}: one of ${[...VERBS.keys()].join(', ')} was expected`);
  const { values, positionals } = parsed(args);
  const strange = Object.keys(values).find((option) => !verb[1].some((known) => known === option));
  if (strange !== undefined) throw new UsageError(`audit ${name} takes no --${strange}`);
  if (positionals.length > 1) throw new UsageError(`"${positionals[1] ?? ''}" is one word too many`);
  return verb[0]({ file: positionals[0], values }, platform);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function verify({ file, values }: Words, platform: Platform): Promise<number> {
  const path = logAt(file);
  const options = heldAgainst(platform, path, values);
  const report = reading(platform, path, (reader) => finished(verifyLog(platform, reader, options)));
  const json = values.json === true;
  await writeOut(json ? `${JSON.stringify({ whole: report.findings.length === 0, ...report })}\n` : verifyWords(report));
  return report.findings.length === 0 ? 0 : 1;
}

function finished<Value>(steps: Generator<number, Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

async function exportEntries({ file, values }: Words, platform: Platform): Promise<number> {
  const form = AUDIT_FORMS.find((known) => known === values.as);
  if (form === undefined) throw new UsageError(`--as ${values.as ?? ''}: one of ${AUDIT_FORMS.join(', ')} was expected`);
  const lanes = values.lane?.map((text) => {
    const lane = AUDIT_LANES.find((known) => known === text);
    if (lane === undefined) throw new UsageError(`--lane ${text}: one of ${AUDIT_LANES.join(', ')} was expected`);
    return lane;
  });
  const reader = openAuditReader(platform, logAt(file));
  try {
    const filter = { lanes, run: values.run, only: onlyThose(reader, values.where) };
    for (const piece of exportLog(reader, form, filter, ownVersion())) await writeOut(piece);
  } finally {
    reader.close();
  }
  return 0;
}

/** A run is known here by its id alone. */
function onlyThose(reader: AuditReader, where: string | undefined): ReadonlySet<number> | undefined {
  if (where === undefined) return undefined;
  const parsed = parseQuery(where, AUDIT_FIELDS);
  if (!parsed.ok) throw new UsageError(faultText('--where', where, parsed.fault));
  return matchingEntries(reader, parsed.value, () => undefined);
}

async function evidence({ file, values }: Words, platform: Platform): Promise<number> {
  const { out, run } = values;
  if (out === undefined) throw new UsageError('--out FILE.zip was expected');
  const [from, to] = [timeOf('from', values.from), timeOf('to', values.to)];
  const path = logAt(file);
  const options = { ...heldAgainst(platform, path, values), scope: { run, from, to }, version: ownVersion() };
  const report = reading(platform, path, (reader) => writeEvidence(platform, reader, options, out));
  await writeOut(verifyWords(report));
  return report.findings.length === 0 ? 0 : 1;
}

async function create({ file, values }: Words, platform: Platform): Promise<number> {
  if (file === undefined) throw new UsageError('FILE was expected');
  await writeOut(
    newAuditLog(platform, resolve(file), values.sign)
      .map((key) => `${key}\n`)
      .join(''),
  );
  return 0;
}

async function checkpoint({ file, values }: Words, platform: Platform): Promise<number> {
  const log = openAuditLog(platform, logAt(file));
  const copy = values['copy-to'];
  try {
    if (copy !== undefined) {
      log.append([
        {
          kind: 'person',
          source: 'engine-observed',
          run: null,
          act: 'setting',
          what: `checkpoints are copied to ${resolve(copy)}`,
        },
      ]);
      log.set('copy', resolve(copy));
    }
    const { note, faults } = log.checkpoint();
    await writeOut(note);
    for (const fault of faults) process.stderr.write(`wasm-sandbox: audit: ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    log.close();
  }
}

async function keys({ file }: Words, platform: Platform): Promise<number> {
  await writeOut(reading(platform, logAt(file), (reader) => reader.keys.map((key) => `${keyText(platform, key)}\n`).join('')));
  return 0;
}

async function prove({ file, values }: Words, platform: Platform): Promise<number> {
  const { entry, from } = values;
  if ((entry === undefined) === (from === undefined)) throw new UsageError('--entry N or --from CHECKPOINT was expected');
  if (entry !== undefined && !/^[1-9]\d{0,14}$/.test(entry))
    throw new UsageError(`--entry ${entry}: the number of an entry was expected`);
  const proof = reading(platform, logAt(file), (reader) =>
    from === undefined ? proveInclusion(platform, reader, Number(entry)) : proveConsistency(platform, reader, readText(from)),
  );
  if (!proof.ok) throw new UsageError(proof.fault);
  await writeOut(proof.value);
  return 0;
}

async function check({ file, values }: Words, platform: Platform): Promise<number> {
  if (file === undefined || values.key === undefined) throw new UsageError('PROOF and --key KEY were expected');
  const trusted = values.key.map((text) => keyOf(platform, text));
  const proof = readText(file);
  if (values.from === undefined) {
    const shown = checkInclusion(platform, proof, trusted);
    await writeOut(
      shown.ok ? `Entry ${shown.value.seq} of ${shown.value.checkpoint.size}: ${shown.value.body}\n` : `${shown.fault}\n`,
    );
    return shown.ok ? 0 : 1;
  }
  const shown = checkConsistency(platform, proof, readText(values.from), trusted);
  await writeOut(
    shown.ok ? `The log of ${shown.value.size} entries continues that of the earlier checkpoint.\n` : `${shown.fault}\n`,
  );
  return shown.ok ? 0 : 1;
}

function reading<Value>(platform: Platform, path: string, act: (reader: AuditReader) => Value): Value {
  const reader = openAuditReader(platform, path);
  try {
    return act(reader);
  } finally {
    reader.close();
  }
}
