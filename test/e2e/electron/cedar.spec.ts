// The thread that judges Cedar texts, as it was built: all it needs lies beside it.
import { expect, test } from '@playwright/test';
import { nodeCedar } from '../../../sandbox-core/node.ts';

test('the built thread of Cedar formats a text', async () => {
  const cedar = nodeCedar(new URL('../../../out/main/cedar-thread.js', import.meta.url));
  try {
    const formatted = await cedar.format({ name: 'a.cedar', text: 'permit(principal,action,resource);' });
    expect(formatted).toMatchObject({ ok: true });
  } finally {
    cedar.close();
  }
});
