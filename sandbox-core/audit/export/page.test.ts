import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { denial, person, platform } from '../../../test/fixtures/audit/sample-log.ts';
import type { AuditDraft } from '../audit-entry.ts';
import { openAuditLog } from '../audit-log.ts';
import { openAuditReader } from '../audit-reader.ts';
import { firstLink, nextLink } from '../hash-chain.ts';
import { leafHash } from '../merkle-tree.ts';
import { chainedLines } from './chained.ts';
import { pageLines } from './page.ts';

function hostileDenial(): AuditDraft {
  const draft = denial(1);
  return draft.kind === 'decision' ? { ...draft, resource: '"><img src=x onerror=alert(1)>' } : draft;
}

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'audit.sqlite');
const log = openAuditLog(platform, path);
log.append([person('<script>alert(1)</script>\u202e'), hostileDenial()]);
log.checkpoint();
log.close();

function written(lines: typeof pageLines): string {
  const reader = openAuditReader(platform, path);
  try {
    return [...lines(reader, {})].join('');
  } finally {
    reader.close();
  }
}

test('pageLines() writes what guests and people said as text', () => {
  const page = written(pageLines);
  expect(page).toContain('mark: &lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}');
  expect(page).toContain('path_open denied on &quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(page).not.toMatch(/<(script|img)/);
});

test('chainedLines() carries what it takes to follow the chain without us', () => {
  const lines = written(chainedLines)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { origin: string; keys: string[]; entry: string; chain: string; checkpoint: string });
  const [head, ...rest] = lines;
  const { digests } = platform;
  let chain = firstLink(digests, head?.origin ?? '', head?.keys.join('\n') ?? '');
  for (const { entry, chain: told } of rest.slice(0, 2)) {
    chain = nextLink(digests, chain, leafHash(digests, new TextEncoder().encode(entry)));
    expect(told).toBe(Buffer.from(chain).toString('hex'));
  }
  expect(rest.at(-1)?.checkpoint).toMatch(/^wasm-sandbox\.invalid\/audit\/\S+\n2\n/);
});
