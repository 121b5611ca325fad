// Session files of version 2 and 3: chunks and header in parts, some of which an export may have left out; what stands in the chain
// for each is a salted commitment. In version 3 a chunk may tell of fuel, which is the codec's affair alone.
import type { Database, Digests, SqlValue } from '../../platform/platform.ts';
import { HIDDEN_PARTS, joinChunk, type HiddenPart } from './chunk-parts.ts';
import { chunkDigest, commit, COMMITMENT_BYTES, hiddenValue, SALT_BYTES } from './commitment.ts';
import { headerLink, sameBytes } from './hash-chain.ts';
import { HEADER_COLUMNS, HIDDEN_TEXTS, type HeaderTexts } from './recording-header.ts';
import { inflated, MOST_DEFLATED, type SessionFormat, type StoredChunk } from './session-format.ts';
import { SESSION_CAPS, TABLES_2 } from './session-schema.ts';
import { blob, Refusal, text } from './sql-values.ts';
import type { RecordingPlatform } from './recording-writer.ts';

export const FORMAT_2 = formatOf(2);
export const FORMAT_3 = formatOf(3);

function formatOf(version: 2 | 3): SessionFormat {
  return {
    version,
    tables: TABLES_2,
    readHeader: (database, digests) => readHeader(database, digests, version),
    readChunk: (database, platform, number, entry) => readChunk(database, platform, number, entry),
    readCalls: (database, platform, number, entry) => readCalls(database, platform, number, entry),
  };
}

function readHeader(database: Database, digests: Digests, version: number): { texts: HeaderTexts; chain: Uint8Array } {
  const columns = [...HEADER_COLUMNS, ...HIDDEN_TEXTS];
  const lengths = columns.map((column) => `coalesce(octet_length(${column}), 0)`).join(', ');
  const row = database
    .prepare(`SELECT ${columns.join(', ')}, chain, salts, commitments FROM header WHERE id = 1 AND max(${lengths}) <= ?`)
    .get(SESSION_CAPS.text);
  if (row === undefined) throw new Refusal('session-header', 'the header is missing or too large');
  const hidden = HIDDEN_TEXTS.map((name, index) => hiddenText(row, name, index, digests));
  const chain = headerLink(
    digests,
    version,
    HEADER_COLUMNS.map((column) => text(row[column])),
    hidden.map(({ commitment }) => commitment),
  );
  if (!sameBytes(chain, blob(row['chain'], 32))) throw new Refusal('session-chain', 'the header does not match its hash');
  const fixed = Object.fromEntries(HEADER_COLUMNS.map((column) => [column, text(row[column])])) as Record<
    (typeof HEADER_COLUMNS)[number],
    string
  >;
  return { texts: { ...fixed, manifest: hidden[0]?.value, private: hidden[1]?.value }, chain };
}

function hiddenText(
  row: Record<string, SqlValue>,
  name: string,
  index: number,
  digests: Digests,
): { readonly value: string | undefined; readonly commitment: Uint8Array } {
  const salts = column(row['salts'], HIDDEN_TEXTS.length * SALT_BYTES);
  const commitments = column(row['commitments'], HIDDEN_TEXTS.length * COMMITMENT_BYTES);
  const commitment = commitments.subarray(index * COMMITMENT_BYTES, (index + 1) * COMMITMENT_BYTES);
  if (row[name] === null) return { value: undefined, commitment };
  const value = text(row[name]);
  const salt = salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES);
  if (!sameBytes(commit(digests, salt, new TextEncoder().encode(value)), commitment)) {
    throw new Refusal('session-chain', `the header's ${name} does not match its commitment`);
  }
  return { value, commitment };
}

function readChunk(database: Database, platform: RecordingPlatform, number: number, entry: StoredChunk) {
  const parts = ['calls', ...HIDDEN_PARTS];
  const lengths = parts.map((part) => `coalesce(octet_length(${part}), 0)`).join(', ');
  const row = database
    .prepare(`SELECT salts, commitments, ${parts.join(', ')} FROM chunk WHERE number = ? AND max(${lengths}) <= ?`)
    .get(number, MOST_DEFLATED);
  if (row === undefined) throw new Refusal('session-chunk', `chunk ${number} is too large`);
  const { digests } = platform;
  // Made when it is thrown: an error takes its stack along.
  const mismatch = (): Refusal => new Refusal('session-chunk', `chunk ${number} does not match its digest`);
  const salts = column(row['salts'], HIDDEN_PARTS.length * SALT_BYTES);
  const committed = column(row['commitments'], HIDDEN_PARTS.length * COMMITMENT_BYTES);
  const found = { arguments: undefined, data: undefined, secret: undefined } as Record<HiddenPart, Uint8Array | undefined>;
  for (const part of HIDDEN_PARTS) {
    if (row[part] === null) continue;
    const bytes = inflated(platform, row[part], entry.size);
    const commitment = hiddenValue(committed, part, COMMITMENT_BYTES);
    if (bytes === undefined || !sameBytes(commit(digests, hiddenValue(salts, part, SALT_BYTES), bytes), commitment))
      throw mismatch();
    found[part] = bytes;
  }
  const calls = verifiedCalls(platform, row['calls'], committed, entry);
  if (calls === undefined) throw mismatch();
  const encoded = joinChunk({ calls, ...found });
  if (encoded?.length !== entry.size) throw mismatch();
  return { encoded, hidden: HIDDEN_PARTS.filter((part) => found[part] === undefined) };
}

function readCalls(database: Database, platform: RecordingPlatform, number: number, entry: StoredChunk): Uint8Array {
  const row = database
    .prepare('SELECT commitments, calls FROM chunk WHERE number = ? AND octet_length(calls) <= ?')
    .get(number, MOST_DEFLATED);
  if (row === undefined) throw new Refusal('session-chunk', `chunk ${number} is too large`);
  const committed = column(row['commitments'], HIDDEN_PARTS.length * COMMITMENT_BYTES);
  const calls = verifiedCalls(platform, row['calls'], committed, entry);
  if (calls === undefined) throw new Refusal('session-chunk', `chunk ${number} does not match its digest`);
  return calls;
}

function verifiedCalls(
  platform: RecordingPlatform,
  deflated: SqlValue | undefined,
  committed: Uint8Array,
  entry: StoredChunk,
): Uint8Array | undefined {
  const calls = inflated(platform, deflated, entry.size);
  const commitments = {
    arguments: hiddenValue(committed, 'arguments', COMMITMENT_BYTES),
    data: hiddenValue(committed, 'data', COMMITMENT_BYTES),
    secret: hiddenValue(committed, 'secret', COMMITMENT_BYTES),
  };
  const verified = calls !== undefined && sameBytes(chunkDigest(platform.digests, calls, commitments), entry.digest);
  return verified ? calls : undefined;
}

/** Exactly so many bytes. */
function column(value: SqlValue | undefined, length: number): Uint8Array {
  const bytes = blob(value, length);
  if (bytes.length !== length) throw new Refusal('session-value', 'bytes are missing');
  return bytes;
}
