// `wasm-sandbox audit`: the log verified, exported, signed, and proofs made from it and checked without it.
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  AUDIT_FORMS,
  AUDIT_LANES,
  checkConsistency,
  checkInclusion,
  copyPathOf,
  exportLog,
  keyText,
  openAuditLog,
  openAuditReader,
  proveConsistency,
  proveInclusion,
  readKey,
  verifyLog,
  visibleText,
  type AuditReader,
  type NoteKey,
  type Platform,
  type VerifyReport,
} from '../../sandbox-core/index.ts';
import { appAuditLog } from './audit-place.ts';
import { writeOut } from './open-session.ts';
import { UsageError } from './usage.ts';

const OPTIONS = {
  checkpoint: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  as: { type: 'string' },
  lane: { type: 'string', multiple: true },
  run: { type: 'string' },
  'copy-to': { type: 'string' },
  entry: { type: 'string' },
  from: { type: 'string' },
} as const;

type Verb = (words: Words, platform: Platform) => Promise<number>;

/** What each verb takes beside a file. */
const VERBS: ReadonlyMap<string, readonly [verb: Verb, options: readonly (keyof typeof OPTIONS)[]]> = new Map([
  ['verify', [verify, ['checkpoint', 'key', 'json']]],
  ['export', [exportEntries, ['as', 'lane', 'run']]],
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

/** The newest checkpoint beside the log is always held against it, since it costs nothing and a forger may forget it. */
async function verify({ file, values }: Words, platform: Platform): Promise<number> {
  const path = logAt(file);
  const beside = copyPathOf(path);
  const places = [...(values.checkpoint ?? []), ...(existsSync(beside) ? [beside] : [])];
  const elsewhere = places.map((place) => ({ name: basename(place), note: readText(place) }));
  const trusted = values.key?.map((text) => keyOf(platform, text));
  const report = reading(platform, path, (reader) => finished(verifyLog(platform, reader, { elsewhere, keys: trusted })));
  await writeOut(values.json === true ? `${JSON.stringify({ whole: report.findings.length === 0, ...report })}\n` : told(report));
  return report.findings.length === 0 ? 0 : 1;
}

function finished<Value>(steps: Generator<number, Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function told({ entries, signed, checkpoints, findings }: VerifyReport): string {
  if (findings.length > 0) return findings.map(({ tampering, message }) => `${tampering}: ${visibleText(message)}\n`).join('');
  const rest = entries > signed ? `; the ${entries - signed} after the last checkpoint are held by the chain alone` : '';
  return `Whole: ${entries} entries, ${signed} of them signed in ${checkpoints} checkpoints${rest}.\n`;
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
    for (const piece of exportLog(reader, form, { lanes, run: values.run }, ownVersion())) await writeOut(piece);
  } finally {
    reader.close();
  }
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

function logAt(file: string | undefined): string {
  const path = file ?? appAuditLog();
  if (path === undefined) throw new UsageError('the app has no audit log on this machine; FILE was expected');
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`);
  return path;
}

function keyOf(platform: Platform, text: string): NoteKey {
  const key = readKey(platform, text);
  if (key === undefined)
    throw new UsageError(`--key ${visibleText(text).slice(0, 80)}: a key as \`audit keys\` prints it was expected`);
  return key;
}

function readText(path: string): string {
  if (!existsSync(path)) throw new UsageError(`${path}: no such file`);
  return readFileSync(path, 'utf8');
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? '';
}
