// Comparing two session files of a million calls each, with a hundred differences between them: what `wasm-sandbox compare`
// waits for. Reading and unpacking the files is part of it.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Comparison, openRecording, type Recording } from '../../sandbox-core/index.ts';
import { bytesOf, recordingPlatform, sampleChunks, writeSample, type SampleCall } from '../fixtures/sessions/sample-recording.ts';

const CALLS = 1_000_000;
const DIFFERENCES = 100;

/** What a program does that reads a file line by line, tells the time and prints. */
function call(number: number): SampleCall {
  switch (number % 4) {
    case 0:
      return read(number, 64);
    case 1:
      return { name: 'clock_time_get', arguments: [1, 1n, 2056], accesses: [['wrote', 2056, bytesOf(number, 1)]] };
    case 2:
      return print(`line ${number}\n`);
    default:
      return read(number, 16);
  }
}

function read(number: number, length: number): SampleCall {
  const accesses: SampleCall['accesses'] = [
    ['read', 4096, bytesOf(8192, length)],
    ['wrote', 8192, `${number}`.repeat(length).slice(0, length)],
    ['wrote', 2052, bytesOf(length)],
  ];
  return { name: 'fd_read', arguments: [7, 4096, 1, 2052], accesses };
}

function print(text: string): SampleCall {
  const accesses: SampleCall['accesses'] = [
    ['read', 4096, bytesOf(8192, text.length)],
    ['stdout', 8192, text],
    ['wrote', 2052, bytesOf(text.length)],
  ];
  return { name: 'fd_write', arguments: [1, 4096, 1, 2052], accesses };
}

/** A third of them changed, a third left out, a third put in. */
function* changed(): Generator<SampleCall> {
  for (let number = 0; number < CALLS; number++) {
    const place = number % Math.floor(CALLS / DIFFERENCES) === 5000 ? Math.floor(number / (CALLS / DIFFERENCES)) % 3 : -1;
    if (place === 0) yield print('something else\n');
    if (place === 1) yield print('one more\n');
    if (place !== 0 && place !== 2) yield call(number);
  }
}

function* plain(): Generator<SampleCall> {
  for (let number = 0; number < CALLS; number++) yield call(number);
}

function record(path: string, calls: Iterable<SampleCall>): Recording {
  const all = [...calls];
  const writer = writeSample(path, sampleChunks(all));
  writer.finish('{"kind":"returned"}');
  const opened = openRecording(recordingPlatform as Parameters<typeof openRecording>[0], path);
  if (!opened.ok) throw new Error('the recording cannot be read');
  process.stdout.write(`${all.length} calls in ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB\n`);
  return opened.value;
}

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
try {
  const a = record(join(folder, 'a.session'), plain());
  const b = record(join(folder, 'b.session'), changed());
  // What made the files is gone before memory is measured.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage();
  const start = performance.now();
  const cpu = process.cpuUsage();
  const comparison = new Comparison(() => [a, b]);
  let longest = 0;
  for (let done = false; !done;) {
    const turn = process.threadCpuUsage();
    done = comparison.work({ most: 8192 });
    longest = Math.max(longest, process.threadCpuUsage(turn).user / 1000);
  }
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  collect();
  const after = process.memoryUsage();
  const { differences, approximated } = comparison.summary();
  const grown = (after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed) / 2 ** 20;
  process.stdout.write(
    `${((user + system) / 1e6).toFixed(2)} s of the processor (${(took / 1000).toFixed(2)} s by the clock), longest turn ${longest.toFixed(0)} ms, ${grown.toFixed(0)} MiB more in use, ` +
      `${differences} lines differ${approximated ? ', approximated' : ''}\n`,
  );
  const from = performance.now();
  for (let line = 0; line < comparison.lines; line += 10_000) comparison.window(line, 100);
  process.stdout.write(`100 windows of 100 lines: ${(performance.now() - from).toFixed(1)} ms\n`);
} finally {
  rmSync(folder, { recursive: true });
}
