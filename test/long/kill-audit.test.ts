import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyPathOf } from '../../sandbox-core/index.ts';
import { killLogWriter } from '../fixtures/audit/kill-log-writer.ts';
import { temporaryFolder, verified } from '../fixtures/audit/sample-log.ts';

test('an audit log whose writer is killed 200 times holds all that was acknowledged, in one chain', async () => {
  const path = join(temporaryFolder(onTestFinished), 'audit.sqlite');
  const copy = copyPathOf(path);
  for (let kill = 0; kill < 200; kill += 1) {
    const acknowledged = await killLogWriter(path, 1 + ((kill * 37) % 211));
    // Not there yet when the first writers are killed.
    const elsewhere = existsSync(copy) ? [{ name: 'beside', note: readFileSync(copy, 'utf8') }] : [];
    const { entries, findings } = verified(path, { elsewhere });
    expect([kill, findings]).toEqual([kill, []]);
    expect(entries).toBeGreaterThanOrEqual(acknowledged);
  }
});
