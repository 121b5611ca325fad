// Session files of version 1: a chunk is one blob, and the manifest is among the texts that are hashed.
import { sameBytes, headerLink } from './hash-chain.ts';
import { HEADER_COLUMNS } from './recording-header.ts';
import { inflated, MOST_DEFLATED, type SessionFormat } from './session-format.ts';
import { SESSION_CAPS, TABLES_1 } from './session-schema.ts';
import { blob, Refusal, text } from './sql-values.ts';

const COLUMNS = HEADER_COLUMNS.map((column) => (column === 'policy' ? 'manifest' : column));

export const FORMAT_1: SessionFormat = {
  version: 1,
  tables: TABLES_1,
  readHeader(database, digests) {
    const lengths = COLUMNS.map((column) => `octet_length(${column})`).join(', ');
    const row = database
      .prepare(`SELECT ${COLUMNS.join(', ')}, chain FROM header WHERE id = 1 AND max(${lengths}) <= ?`)
      .get(SESSION_CAPS.text);
    if (row === undefined) throw new Refusal('session-header', 'the header is missing or too large');
    const chain = headerLink(
      digests,
      1,
      COLUMNS.map((column) => text(row[column])),
      [],
    );
    if (!sameBytes(chain, blob(row['chain'], 32))) throw new Refusal('session-chain', 'the header does not match its hash');
    const column = (name: string): string => text(row[name]);
    const texts = {
      engine: column('engine'),
      engine_version: column('engine_version'),
      run: column('run'),
      started: column('started'),
      module_name: column('module_name'),
      module_digest: column('module_digest'),
      policy: '[]',
      plan: column('plan'),
      signatures: column('signatures'),
      actions: column('actions'),
      rules: column('rules'),
      manifest: column('manifest'),
      private: '{}',
    };
    return { texts, chain };
  },
  readChunk(database, platform, number, { size, digest }) {
    const row = database
      .prepare('SELECT bytes FROM chunk WHERE number = ? AND octet_length(bytes) <= ?')
      .get(number, MOST_DEFLATED);
    const encoded = inflated(platform, row?.['bytes'], size);
    if (encoded?.length !== size || !sameBytes(platform.digests.sha256(encoded), digest)) {
      throw new Refusal('session-chunk', `chunk ${number} does not match its digest`);
    }
    return { encoded, hidden: [] };
  },
  readCalls: () => undefined,
};
