// What a filter costs over a million calls held in memory, against a plain loop over the columns that the filter reads.
import { FAMILIES } from '../../sandbox-core/base/family.ts';
import type { Chunk } from '../../sandbox-core/recording/record/chunk.ts';
import { matchingRows } from '../../sandbox-core/trace/matching-rows.ts';
import { rowFamilies } from '../../sandbox-core/trace/row-family.ts';
import { seededRandom } from '../fuzz/seeded-random.ts';
import { memoryRecording } from '../fixtures/sessions/memory-recording.ts';
import { bytesOf, SAMPLE_HEADER, sampleChunks, THIEF, type SampleCall } from '../fixtures/sessions/sample-recording.ts';

const CALLS = 1_000_000;
const TIMES = 5;

type Plain = (chunk: Chunk, row: number) => boolean;

const familyOf = rowFamilies(SAMPLE_HEADER);
const FILES = FAMILIES.indexOf('files');

/** Filters, and the same in a plain loop where columns alone tell. */
const CASES: readonly (readonly [where: string, plain?: Plain])[] = [
  ['outcome:denied', (chunk, row) => chunk.outcome[row] === 1],
  ['name:path_open', (chunk, row) => chunk.signature[row] === 0],
  ['family:files outcome:denied', (chunk, row) => familyOf(chunk, row) === FILES && chunk.outcome[row] === 1],
  ['dur:>1us', (chunk, row) => (chunk.duration[row] ?? 0) > 1000],
  ['t:0.2s..0.3s', (chunk, row) => (chunk.start[row] ?? 0) >= 2e8 && (chunk.start[row] ?? 0) <= 3e8],
  [
    'name:fd_read dur:>1us OR outcome:error',
    (chunk, row) => (chunk.signature[row] === 1 && (chunk.duration[row] ?? 0) > 1000) || chunk.outcome[row] === 2,
  ],
  ['is:slow'],
  ['is:repeat'],
  ['fd:7'],
  ['bytes:>=512'],
  ['mem:0x2000..0x20FF'],
  ['arg.path:/data/in/*'],
  ['arg.path:/cat-[0-9]+7/'],
  ['args:*cat-77*'],
  ['path_open'],
  ['passwd'],
  ['cat-77'],
  ['4096'],
];

function main(): void {
  const chunks = sampleChunks(calls());
  process.stdout.write(`${CALLS} calls, the least of ${TIMES} runs\n`);
  for (const [where, plain] of CASES) {
    let matching = 0;
    // A new recording each time: matches are kept for each.
    const took = least(() => {
      const judged = matchingRows(memoryRecording(chunks), where);
      if (!judged.ok) throw new Error(judged.fault.message);
      matching = judged.value.count;
    });
    const loop = plain === undefined ? undefined : least(() => void count(chunks, plain));
    const ratio = loop === undefined ? '' : `, plain loop ${loop.toFixed(1)} ms, ratio ${(took / loop).toFixed(1)}`;
    process.stdout.write(`${where.padEnd(40)} ${took.toFixed(0).padStart(6)} ms${ratio} (${matching} match)\n`);
  }
}

function calls(): SampleCall[] {
  const random = seededRandom(7);
  return Array.from({ length: CALLS }, (_, row) => {
    const base = THIEF[row % 100 === 0 ? random(2) : 2 + random(5)] ?? {};
    const call = { ...base, start: row * 1000, duration: 100 + random(2000) } as SampleCall;
    return call.name === 'path_open' || row % 8 === 0 ? opened(row, call) : call;
  });
}

function opened(row: number, { start = 0, duration = 0 }: SampleCall): SampleCall {
  const path = `in/cat-${row % 1000}.jpg`;
  return {
    name: 'path_open',
    arguments: [3, 0, 1040, path.length, 0, 66n, 0n, 0, 2048],
    accesses: [
      ['read', 1040, row % 800 === 0 ? '/etc/passwd' : path],
      ['resource', 0, row % 800 === 0 ? '/etc/passwd' : `/data/${path}`],
      ['wrote', 2048, bytesOf(7)],
    ],
    outcome: row % 800 === 0 ? 'denied' : 'ok',
    result: row % 800 === 0 ? 76 : 0,
    action: 'fs.read',
    start,
    duration,
  };
}

function count(chunks: readonly Chunk[], plain: Plain): number {
  const rows = new Uint32Array(CALLS);
  let found = 0;
  for (const chunk of chunks) {
    for (let row = 0; row < chunk.rows; row++) if (plain(chunk, row)) rows[found++] = chunk.firstRow + row;
  }
  return found;
}

function least(work: () => void): number {
  let fewest = Infinity;
  for (let time = 0; time < TIMES; time++) {
    const started = performance.now();
    work();
    fewest = Math.min(fewest, performance.now() - started);
  }
  return fewest;
}

main();
