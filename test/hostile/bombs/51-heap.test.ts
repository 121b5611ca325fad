// THREATS 51: memory that is not linear. What a guest with garbage collection holds, no limit of a manifest counts
// (not-yet.md): such modules are refused unless the manifest says otherwise, and then left to the wall clock, V8 and the
// process's own limit.
import { parse } from '@bytecodealliance/jco';
import { expect, test } from 'vitest';
import { limited, nextRun, runHostile } from '../hostile-run.ts';

const HOG = `(module
  (type $bytes (array (mut i64)))
  (type $link (struct (field (ref null $link)) (field (ref null $bytes))))
  (func (export "_start") (local $held (ref null $link))
    (loop (local.set $held (struct.new $link (local.get $held) (array.new_default $bytes (i32.const 100000)))) (br 0))))`;

test('51: a guest with a collected heap is refused where the manifest does not ask for one', async () => {
  const outcome = await runHostile(await parse(HOG), limited({}));
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('collectedHeap') });
});

test('51: a guest that fills the collected heap is ended, and the next runs', async () => {
  const outcome = await runHostile(await parse(HOG), limited({ wallTime: 2e9 as never, collectedHeap: 'unbounded' }));
  expect(outcome).toMatchObject({ kind: expect.stringMatching(/^(limit|crashed)$/) });
  expect(await nextRun()).toBe('returned');
});
