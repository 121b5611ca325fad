import { chmodSync, copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  append,
  denial,
  person,
  platform,
  RUN,
  sampleLog,
  tamper,
  temporaryFolder,
  verified,
} from '../../test/fixtures/audit/sample-log.ts';
import { entryBody } from './audit-entry.ts';
import { canonicalJson } from './canonical-json.ts';
import { copyPathOf, openAuditLog } from './audit-log.ts';
import { auditOverview, auditPage, auditRows, openAuditReader } from './audit-reader.ts';
import { nextLink } from './hash-chain.ts';
import { GrowingTree, joinEdge, leafHash } from './merkle-tree.ts';

function freshLog(entries = 100): { folder: string; path: string } {
  const folder = temporaryFolder(onTestFinished);
  const path = join(folder, 'audit.sqlite');
  sampleLog(path, entries);
  return { folder, path };
}

function elsewhere(path: string): { name: string; note: string }[] {
  return [{ name: 'kept.checkpoint', note: readFileSync(copyPathOf(path), 'utf8') }];
}

test('a log that nobody touched is whole, and signed to its end', () => {
  const { path } = freshLog();
  expect(verified(path, { elsewhere: elsewhere(path) })).toEqual({ entries: 100, signed: 100, checkpoints: 2, findings: [] });
});

test('log, key and checkpoint are readable by their owner alone', () => {
  const { path } = freshLog(2);
  expect([path, `${path}.key`, copyPathOf(path)].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
});

test('entries after the last checkpoint are held by the chain alone, which is said', () => {
  const { path } = freshLog();
  const log = openAuditLog(platform, path);
  log.append([person('late')]);
  log.close();
  expect(verified(path)).toMatchObject({ entries: 101, signed: 100, findings: [] });
});

/** Writes the log's entries anew from one on, as somebody does who knows how it is made but has not its key. */
function rechain(database: DatabaseSync): void {
  const { digests } = platform;
  const reader = database.prepare('SELECT seq, body FROM entry ORDER BY seq').all();
  const first = database.prepare('SELECT origin, keys FROM header').get();
  let chain = digests.sha256(
    new TextEncoder().encode(`wasm-sandbox audit log 1\n${String(first?.['origin'])}\n${String(first?.['keys'])}`),
  );
  const tree = new GrowingTree(digests);
  for (const { seq, body } of reader) {
    const leaf = leafHash(digests, new TextEncoder().encode(String(body)));
    chain = nextLink(digests, chain, leaf);
    tree.add(leaf);
    database.prepare('UPDATE entry SET chain = ? WHERE seq = ?').run(chain, Number(seq));
  }
  database.prepare('UPDATE state SET size = ?, chain = ?, edge = ?').run(tree.size, chain, joinEdge(tree.edge));
}

describe('verifyLog() names (THREATS 102)', () => {
  test('an edit', () => {
    const { path } = freshLog();
    tamper(path, (database) => database.exec(`UPDATE entry SET body = replace(body, '/etc/41', '/etc/4x') WHERE seq = 42`));
    expect(verified(path, { elsewhere: elsewhere(path) }).findings).toEqual([
      { tampering: 'edited', seq: 42, message: 'entry 42 was changed: it does not match its hash' },
    ]);
  });

  test('an edit of what stands beside an entry, by which it is found', () => {
    const { path } = freshLog();
    tamper(path, (database) => database.exec('UPDATE entry SET lane = 4 WHERE seq = 7'));
    expect(verified(path).findings).toEqual([
      { tampering: 'edited', seq: 7, message: 'what the file says beside entry 7 was changed' },
    ]);
  });

  test('a deletion', () => {
    const { path } = freshLog();
    tamper(path, (database) => database.exec('DELETE FROM entry WHERE seq BETWEEN 10 AND 12'));
    expect(verified(path, { elsewhere: elsewhere(path) }).findings).toEqual([
      { tampering: 'deleted', seq: 10, message: 'entries 10 to 12 are missing: entry 13 follows entry 9' },
    ]);
  });

  test('two entries that were exchanged', () => {
    const { path } = freshLog();
    tamper(path, (database) => {
      const bodies = database.prepare('SELECT body FROM entry WHERE seq IN (20, 30) ORDER BY seq').all();
      const write = database.prepare('UPDATE entry SET body = ? WHERE seq = ?');
      write.run(String(bodies[1]?.['body']), 20);
      write.run(String(bodies[0]?.['body']), 30);
    });
    expect(verified(path).findings).toEqual([
      { tampering: 'moved', seq: 20, message: 'entry 30 stands in the place of entry 20' },
    ]);
  });

  test('a truncation', () => {
    const { path } = freshLog();
    tamper(path, (database) => database.exec('DELETE FROM entry WHERE seq > 90'));
    expect(verified(path).findings).toContainEqual({
      ...{ tampering: 'truncated', seq: 91 },
      message: 'entries 91 to 100 are missing at the end: the log says that there were 100',
    });
  });

  test('a truncation that the log’s own end was fitted to', () => {
    const { path } = freshLog();
    tamper(path, (database) => {
      database.exec('DELETE FROM entry WHERE seq > 90');
      rechain(database);
    });
    expect(verified(path).findings).toEqual([
      {
        ...{ tampering: 'truncated', seq: 91 },
        message: 'entries 91 to 100 are missing at the end: a checkpoint in the log is signed over that there were 100',
      },
    ]);
  });

  test('a log put back to an earlier state, by a checkpoint elsewhere', () => {
    const folder = temporaryFolder(onTestFinished);
    const [path, old] = [join(folder, 'audit.sqlite'), join(folder, 'old')];
    sampleLog(path, 40);
    copyFileSync(path, old);
    const log = openAuditLog(platform, path);
    append(log, 40, 60);
    log.checkpoint();
    log.close();
    for (const side of ['-wal', '-shm']) rmSync(path + side, { force: true });
    copyFileSync(old, path);
    expect(verified(path).findings).toEqual([]);
    expect(verified(path, { elsewhere: elsewhere(path) }).findings).toEqual([
      {
        ...{ tampering: 'rolled-back', seq: 41 },
        message: 'the log was put back to an earlier state: kept.checkpoint was signed over 60 entries, and there are 40',
      },
    ]);
    // And the evidence stays where it is.
    const again = openAuditLog(platform, path);
    expect(again.checkpoint().faults).toEqual([
      'the second place knows of 60 entries, and the log has 40: it was put back to an earlier state',
    ]);
    again.close();
    expect(verified(path, { elsewhere: elsewhere(path) }).findings).toHaveLength(1);
  });

  test('another log in its place', () => {
    const [one, other] = [freshLog(), freshLog()];
    const { findings } = verified(other.path, { elsewhere: elsewhere(one.path) });
    expect(findings).toEqual([{ tampering: 'swapped', seq: null, message: expect.stringContaining('this is another log than') }]);
  });

  test('a log of the same name signed by another key', () => {
    const { path } = freshLog();
    const reader = openAuditReader(platform, path);
    const { publicKey } = platform.signatures.generate('ed25519');
    const trusted = [{ kind: 'ed25519' as const, name: reader.origin, publicKey }];
    reader.close();
    expect(verified(path, { keys: trusted }).findings.map(({ tampering }) => tampering)).toEqual(['swapped', 'forged', 'forged']);
  });

  test('entries that were written anew with a new chain', () => {
    const { path } = freshLog();
    tamper(path, (database) => {
      database.prepare('UPDATE entry SET body = ? WHERE seq = 60').run(entryBody(denial(4711), 60, 1_700_000_000_000_000_000n));
      database.exec('UPDATE entry SET time = 1700000000000 WHERE seq = 60');
      rechain(database);
    });
    expect(verified(path).findings).toEqual([
      {
        ...{ tampering: 'rewritten', seq: null },
        message: 'the first 100 entries are not those that the checkpoint in the log was signed over: they were written anew',
      },
    ]);
  });

  test('a checkpoint that the key did not sign', () => {
    const { path } = freshLog();
    tamper(path, (database) =>
      database.exec(
        `UPDATE checkpoint SET note = replace(note, char(10) || '50' || char(10), char(10) || '49' || char(10)) WHERE size = 50`,
      ),
    );
    expect(verified(path).findings).toEqual([
      { tampering: 'forged', seq: null, message: 'the checkpoint over 50 entries in the log is not signed by its key' },
    ]);
  });

  test('a policy that is not what was in force', () => {
    const { path } = freshLog(2);
    const log = openAuditLog(platform, path);
    const digest = log.keepPolicy('{"version":1}', [
      { effect: 'permit', text: 'files under /a may be read', pointer: '/mounts/0' },
    ]);
    log.close();
    tamper(path, (database) => database.exec(`UPDATE policy SET text = '{}'`));
    expect(verified(path).findings).toEqual([
      { tampering: 'policy-changed', seq: null, message: expect.stringContaining(digest.slice(0, 16)) },
    ]);
  });
});

describe('AuditLog', () => {
  test('refuses to add to a log that was cut', () => {
    const { path } = freshLog();
    tamper(path, (database) => database.exec('DELETE FROM entry WHERE seq > 90'));
    const log = openAuditLog(platform, path);
    expect(() => log.append([person('more')])).toThrow('does not end where it says');
    log.close();
  });

  test('lets nobody change or remove what is there', () => {
    const { path } = freshLog(2);
    const database = platform.databases.open(path, 'write');
    expect(() => database.exec('DELETE FROM entry')).toThrow('the audit log only grows');
    expect(() => database.exec(`UPDATE entry SET body = ''`)).toThrow('the audit log only grows');
    database.close();
  });

  test('takes entries of two writers in turn, as one chain', () => {
    const { path } = freshLog(10);
    const [one, other] = [openAuditLog(platform, path), openAuditLog(platform, path)];
    const last = [one, other, other, one].map((log, index) => log.append([person(`by ${index}`)]));
    one.checkpoint();
    one.close();
    other.close();
    expect(last).toEqual([11, 12, 13, 14]);
    expect(verified(path, { elsewhere: elsewhere(path) })).toMatchObject({ entries: 14, signed: 14, findings: [] });
  });

  test('adds all of a batch or nothing when the disk is full, and says so', () => {
    const folder = temporaryFolder(onTestFinished);
    const path = join(folder, 'audit.sqlite');
    sampleLog(path, 20);
    const full = {
      ...platform,
      databases: {
        open: (file: string, how: 'create' | 'write' | 'read') => {
          const database = platform.databases.open(file, how);
          // SQLite itself answers as it does when no page can be had.
          const pages = database.prepare('PRAGMA page_count').get()?.['page_count'];
          database.exec(`PRAGMA max_page_count = ${String(pages)}`);
          return database;
        },
      },
    };
    const log = openAuditLog(full, path);
    expect(() => append(log, 20, 1000)).toThrow('the audit log could not be written: database or disk is full');
    log.close();
    expect(verified(path)).toMatchObject({ entries: 20, findings: [] });
  });

  test('signs with ML-DSA-65 as well where it is asked to', () => {
    expect(platform.signatures.offers('ml-dsa-65')).toBe(true);
    const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
    const log = openAuditLog(platform, path, { kinds: ['ed25519', 'ml-dsa-65'] });
    log.append([person('first')]);
    expect(log.checkpoint().note.match(/^— /gm)).toHaveLength(2);
    log.close();
    expect(verified(path)).toMatchObject({ signed: 1, findings: [] });
  });

  test('refuses a key that others may read, and one it was not made with', () => {
    const { path } = freshLog(2);
    chmodSync(`${path}.key`, 0o640);
    expect(() => openAuditLog(platform, path)).toThrow('others than its owner may read this key');
    rmSync(`${path}.key`);
    expect(() => openAuditLog(platform, path)).toThrow('is not the one it was made with');
  });
});

test('auditPage() and auditRows() narrow by lane, run and time', () => {
  const { path } = freshLog(30);
  const log = openAuditLog(platform, path);
  log.append([person('a'), person('b')]);
  log.close();
  const reader = openAuditReader(platform, path);
  const page = auditPage(reader, { lanes: ['people'] }, 0, 1);
  expect([page.matching, page.rows.map(({ entry }) => entry)]).toMatchObject([2, [{ kind: 'person', what: 'b', seq: 32 }]]);
  expect(auditPage(reader, { run: RUN }, 28, 10).rows.map(({ seq }) => seq)).toEqual([2, 1]);
  expect(auditPage(reader, { to: 1 }, 0, 10)).toEqual({ matching: 0, rows: [] });
  expect([...auditRows(reader, { lanes: ['denials', 'people'] })]).toHaveLength(32);
  const overview = auditOverview(reader, 4);
  expect([overview.entries, [...overview.counts].reduce((sum, count) => sum + count, 0)]).toEqual([32, 32]);
  reader.close();
});

test('entryBody() writes canonical JSON', () => {
  const draft = { ...denial(3), resource: '/a"\n=ü' } as const;
  expect(entryBody(draft, 9, 7n)).toBe(canonicalJson({ ...draft, seq: 9, time: '7' }));
  expect(() => entryBody({ ...denial(3), rule: 0.5 } as never, 9, 7n)).toThrow('no canonical form');
});
