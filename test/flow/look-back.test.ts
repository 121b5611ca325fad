// Looking back: the memory of a guest as it was before and after any of its calls, held against what it is known to have been.
import { afterAll, describe, expect, it } from 'vitest';
import { LookBack, type Recording } from '../../sandbox-core/index.ts';
import { Recorder, type RecordedRun } from '../fixtures/recorded-run.ts';
import { wasmSandbox } from './command-line.ts';

const recorder = new Recorder();
afterAll(() => recorder.close());

/** A hundred times: notes the number at 0x200, has 8 random bytes written to 0x100, yields; and grows its memory in between. */
const GUEST = `(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1 4)
  (data (i32.const 0x300) "as it began")
  (func $draw (drop (call $random (i32.const 0x100) (i32.const 8))))
  (func (export "_start") (local $i i32)
    (loop $again
      (i32.store (i32.const 0x200) (local.get $i))
      (call $draw)
      (drop (call $yield))
      (if (i32.eq (local.get $i) (i32.const 49)) (then (drop (memory.grow (i32.const 1)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 100))))))`;

async function recorded(): Promise<{ look: LookBack; run: RecordedRun; recording: Recording }> {
  const run = await recorder.record(GUEST);
  const recording = recorder.open(run.path);
  const { platform, guests } = recorder;
  return { look: new LookBack({ platform, recording, bytes: run.bytes, module: run.module, guests }), run, recording };
}

function u32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

/** What the host wrote in a call, by the recording. */
function wroteIn(recording: Recording, row: number): Uint8Array {
  const { firstRow, accessStart, dataStart, data } = recording.chunkOf(row);
  const access = accessStart[row - firstRow] ?? 0;
  return data.slice(dataStart[access], dataStart[access + 1]);
}

describe('looking back', () => {
  it('shows memory before and after any call, forwards and backwards', async () => {
    const { look, recording } = await recorded();
    // Two calls each time, and the growth as one more after the fiftieth.
    for (const time of [0, 3, 42, 42, 7, 99, 60]) {
      const row = 2 * time + (time > 49 ? 1 : 0);
      const number = await look.look({ row, phase: 'before', address: 0x200, length: 4 });
      expect([number.row, number.phase, u32(number.bytes)]).toEqual([row, 'before', time]);
      const before = await look.look({ row, phase: 'before', address: 0x100, length: 8 });
      expect([...before.bytes]).toEqual(time === 0 ? Array(8).fill(0) : [...wroteIn(recording, row - (time === 50 ? 3 : 2))]);
      const after = await look.look({ row, phase: 'after', address: 0x100, length: 8 });
      expect([...after.bytes]).toEqual([...wroteIn(recording, row)]);
      expect(after.memoryBytes).toBe((time > 49 ? 2 : 1) * 65_536);
    }
    look.close();
  });

  it('shows the stack at the call, in the module as it was given, and no more memory than there is', async () => {
    const { look } = await recorded();
    const seen = await look.look({ row: 20, phase: 'before', address: 65_532, length: 100 });
    expect(seen.bytes).toHaveLength(4);
    expect(seen.stack.map(({ name, functionIndex }) => [name, functionIndex])).toEqual([
      // The text format's names are not in the module.
      ['', 2],
      ['_start', 3],
    ]);
    expect((await look.look({ row: 20, phase: 'before', address: 1e12, length: 100 })).bytes).toHaveLength(0);
    look.close();
  });

  it('goes from after a call to before it and back without a new replay', async () => {
    const { look, recording } = await recorded();
    const at = (phase: 'before' | 'after') => look.look({ row: 40, phase, address: 0x100, length: 8 });
    await at('before');
    await at('after');
    const began = look.rows;
    expect([...(await at('before')).bytes]).toEqual([...wroteIn(recording, 38)]);
    expect([...(await at('after')).bytes]).toEqual([...wroteIn(recording, 40)]);
    expect((await at('before')).phase).toBe('before');
    expect(look.rows).toBe(began);
    look.close();
  });

  it('past the last call says that the replay ended; the next look begins anew', async () => {
    const { look } = await recorded();
    await expect(look.look({ row: 500, phase: 'before', address: 0, length: 4 })).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'the replay ended before call #501',
    });
    expect(new TextDecoder().decode((await look.look({ row: 0, phase: 'before', address: 0x300, length: 11 })).bytes)).toBe(
      'as it began',
    );
    look.close();
  });

  it('is cancelled on its way, and a changed recording says where the guest went another way', async () => {
    const { look } = await recorded();
    const abort = new AbortController();
    const looking = look.look({ row: 150, phase: 'before', address: 0, length: 4 }, abort.signal);
    abort.abort();
    await expect(looking).rejects.toMatchObject({ code: 'CANCELLED' });
    look.close();
  });
});

describe('wasm-sandbox look', () => {
  it('shows stack and memory at a call, before and after, and who wrote it last', async () => {
    const { path } = await recorder.record(GUEST);
    const look = async (...args: readonly string[]) => wasmSandbox(['look', path, ...args]);
    const after = await look('1', '--after', '--json');
    const recording = recorder.open(path);
    expect([after.code, JSON.parse(after.stdout)]).toMatchObject([
      0,
      {
        row: 0,
        phase: 'after',
        memoryBytes: 65_536,
        places: [
          {
            address: 0x100,
            touch: 'wrote 8 bytes',
            bytes: Buffer.from(wroteIn(recording, 0)).toString('hex'),
            writers: [{ from: 0x100, to: 0x108, row: 0, name: 'random_get' }],
          },
        ],
      },
    ]);
    const text = await look('2', '--at', '0x300', '--length', '11');
    expect(text.stdout).toMatch(/^Before call 2, sched_yield; memory of 65536 bytes\n  in _start at byte 0x/);
    expect(text.stdout).toContain('  00000300  61 73 20 69 74 20 62 65 67 61 6e                 as it began\n');
    expect((await look('2', '--at', '70000')).stdout).toContain('0x11170 lies past the end of the memory');
    expect((await look('2')).stdout).toContain('touches no memory');
  });

  it('refuses wrong words with what was expected', async () => {
    const { path } = await recorder.record(GUEST);
    const refusal = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await wasmSandbox(['look', ...args]);
      return [code, stdout, stderr.replace('wasm-sandbox: ', '').trimEnd()];
    };
    expect(await refusal(path)).toEqual([2, '', 'the number of a call was expected']);
    expect(await refusal(path, '0')).toEqual([2, '', '0: the number of a call was expected, 1 to 201']);
    expect(await refusal(path, '202')).toEqual([2, '', '202: the number of a call was expected, 1 to 201']);
    const at = '--at -1: a number such as 4096 or 0x1000 was expected, at most 9007199254740991';
    expect(await refusal(path, '1', '--at=-1')).toEqual([2, '', at]);
    const length = '--length 0: a number such as 4096 or 0x1000 was expected, at most 65536';
    expect(await refusal(path, '1', '--length', '0')).toEqual([2, '', length]);
  });
});
