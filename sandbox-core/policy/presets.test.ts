import { expect, test } from 'vitest';
import { checkManifest } from './check-manifest.ts';
import { compileTable, decide } from './decide.ts';
import { PRESETS } from './presets.ts';
import { ACTIONS } from './request.ts';
import { rulesOf } from './rules.ts';

test.each(PRESETS)('the preset $name is a manifest like any other, and names no folder of the host', ({ manifest }) => {
  expect(checkManifest(manifest)).toEqual({ ok: true, value: manifest });
  expect(manifest.mounts.filter(({ source }) => source.kind === 'path')).toEqual([]);
});

test('the presets permit what their sentences say', () => {
  const files = ACTIONS.filter((action) => action.startsWith('fs.'));
  const paths = ['/data/a', '/src/a', '/out/a', '/tmp/a', '/etc/a'];
  const permitted = PRESETS.map(({ name, manifest }) => {
    const table = compileTable(rulesOf(manifest));
    const allowed = paths.map((resource) => {
      const actions = files.filter((action) => decide(table, { action, resource }).allowed);
      return actions.length === files.length ? 'all' : actions.map((action) => action.slice(3)).join(' ') || '-';
    });
    return `${name}: ${allowed.join(', ')}`;
  });
  expect(permitted).toEqual([
    'compute: -, -, -, -, -',
    'read-only: read list, -, -, -, -',
    'build: -, read list, all, all, -',
    'audit-only: all, all, all, all, all',
  ]);
});
