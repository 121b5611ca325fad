// What a session file of ten million calls costs its reader: from opening to the first rows, pages from anywhere, filters that
// ask for columns alone and one that asks for texts. Written here through the writer that runs use; each filter is asked on a
// recording opened anew, so that nothing is in memory but what the system keeps of the file, and then again on one.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChunkBuilder } from '../../sandbox-core/recording/record/chunk-builder.ts';
import { encodeChunk } from '../../sandbox-core/recording/record/chunk-codec.ts';
import { openRecording } from '../../sandbox-core/recording/store/open-recording.ts';
import { createRecording } from '../../sandbox-core/recording/store/recording-writer.ts';
import type { Recording } from '../../sandbox-core/recording/store/recording.ts';
import { matchingRows } from '../../sandbox-core/trace/matching-rows.ts';
import { traceRows } from '../../sandbox-core/trace/trace-rows.ts';
import { seededRandom } from '../fuzz/seeded-random.ts';
import { recordingPlatform, SAMPLE_HEADER } from '../fixtures/sessions/sample-recording.ts';
import { median, print } from './figures.ts';

const CALLS = Number(process.env['SESSION_CALLS'] ?? 10_000_000);
const PAGE = 100;
const PAGES = 200;
const FILTERS = ['name:fd_read', 'outcome:denied', 'dur:>1900ns', 'name:path_open arg.path:*cat-77*'];

const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-bench-'));

function main(): void {
  const file = join(folder, 'large.session');
  const wrote = milliseconds(() => write(file));
  print(`${CALLS} calls written in ${(wrote / 1000).toFixed(1)} s, ${(statSync(file).size / CALLS).toFixed(1)} bytes a call`);
  const opened = Array.from({ length: 5 }, () => milliseconds(() => using(file, (recording) => traceRows(recording, 0, PAGE))));
  print(`open to the first ${PAGE} rows: median ${median(opened).toFixed(0)} ms, worst ${Math.max(...opened).toFixed(0)} ms`);
  using(file, pages);
  for (const where of FILTERS) using(file, (recording) => filter(recording, where));
  using(file, (recording) => {
    print('one after the other on one recording:');
    for (const where of FILTERS) filter(recording, where);
  });
}

function write(file: string): void {
  const writer = createRecording(recordingPlatform, file, SAMPLE_HEADER);
  const builder = new ChunkBuilder();
  const random = seededRandom(11);
  const bytes = new Uint8Array(64);
  const words = new Int32Array(bytes.buffer);
  const keep = (): void => {
    const chunk = builder.take();
    if (chunk) writer.append(encodeChunk(chunk), chunk);
  };
  for (let row = 0; row < CALLS; row += 1) {
    if (!builder.fits(9, 3, 64)) keep();
    addCall(builder, { row, random, bytes, words });
  }
  keep();
  writer.finish('{"kind":"returned"}');
}

interface NextCall {
  readonly row: number;
  readonly random: (below: number) => number;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** One call in eight opens a file, the others read: with paths, descriptors, times and now and then a denial. */
function addCall(builder: ChunkBuilder, { row, random, bytes, words }: NextCall): void {
  const opens = row % 8 === 0;
  const denied = opens && random(100) === 0;
  const time = row * 1000 + random(500);
  builder.row(opens ? 0 : 1, denied ? 1 : 0, 0, 0, time, 100 + random(2000), denied ? 76 : 0, 17 + (row >> 20));
  if (opens) {
    const path = `in/cat-${row % 1000}.jpg`;
    builder.arguments(Int32Array.of(3, 0, 0, 0, 1040, 0, path.length, 0, 0, 0, 66, 0, 0, 0, 0, 0, 2048, 0), 0, 9);
    new TextEncoder().encodeInto(path, bytes);
    builder.access(0, 1040, path.length, words, 0, path.length);
  } else {
    builder.arguments(Int32Array.of(4 + random(4), 0, 64, 0, 1, 0, 8, 0), 0, 4);
    words[0] = random(1 << 20);
    words[1] = 512;
    builder.access(0, 64, 8, words, 0, 8);
    builder.access(1, 8, 4, words, 0, 4);
  }
}

function using<Result>(file: string, use: (recording: Recording) => Result): Result {
  const opened = openRecording(recordingPlatform, file);
  if (!opened.ok) throw new Error(opened.diagnostics[0]?.message);
  try {
    if (opened.value.rows !== CALLS) throw new Error(`${opened.value.rows} of ${CALLS} calls are there`);
    return use(opened.value);
  } finally {
    opened.value.close();
  }
}

function pages(recording: Recording): void {
  const random = seededRandom(3);
  const took = Array.from({ length: PAGES }, () => {
    const from = random(CALLS - PAGE);
    return milliseconds(() => traceRows(recording, from, PAGE));
  }).toSorted((one, other) => one - other);
  const p99 = took[Math.floor(PAGES * 0.99)] ?? 0;
  print(`a page of ${PAGE} rows from anywhere: median ${median(took).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}

function filter(recording: Recording, where: string): void {
  let matching = 0;
  let first = 0;
  const began = performance.now();
  const all = milliseconds(() => {
    for (let judged = 0; judged < CALLS;) {
      const found = matchingRows(recording, where, { most: 1_000_000 });
      if (!found.ok) throw new Error(found.fault.message);
      if (judged === 0) first = performance.now() - began;
      judged = found.value.judged;
      matching = found.value.count;
    }
  });
  print(`${where.padEnd(34)} first million ${first.toFixed(0)} ms, all ${all.toFixed(0)} ms (${matching} match)`);
}

function milliseconds(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

try {
  main();
} finally {
  rmSync(folder, { recursive: true });
}
