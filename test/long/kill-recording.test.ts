import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killWriter } from '../fixtures/sessions/kill-writer.ts';
import { temporaryFolder } from '../fixtures/sessions/sample-recording.ts';

test('a recording whose writer is killed 200 times shows all that was acknowledged', async () => {
  const folder = temporaryFolder(onTestFinished);
  for (let kill = 0; kill < 200; kill++) {
    const afterRows = 320 * (1 + ((kill * 37) % 211));
    const { acknowledged, rows, decoded, outcome } = await killWriter(join(folder, `${kill}.session`), afterRows);
    expect(rows).toBeGreaterThanOrEqual(acknowledged);
    expect([decoded, outcome]).toEqual([rows, undefined]);
  }
});
