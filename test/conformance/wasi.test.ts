// The 72 official programs of WASI preview 1, through the gate: once over a folder of the host, and those that know
// their files beforehand once more over a tree in memory.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOfRoot, suitesFolder, wasiCases, type WasiCase } from './wasi-suite.ts';
import type { MemoryFiles, WasiResult, WasiTask } from './wasi-worker.ts';

/** Not passed, each with its reason. */
const KNOWN_FAILURES = new Map<string, string>();

const suites = suitesFolder();
const cases = suites === undefined ? [] : wasiCases(suites);

test.skipIf(suites !== undefined)('WASI programs: skipped: no suites', () => {
  expect(cases).toEqual([]);
});

describe.skipIf(suites === undefined)('WASI programs', () => {
  let worker: Worker;
  beforeAll(() => {
    worker = new Worker(new URL('./wasi-worker.ts', import.meta.url));
  });
  afterAll(() => worker.terminate());

  test('are all there', () => {
    expect(cases).toHaveLength(72);
  });

  test.for(cases)('$name over a host folder', async (one) => {
    const copy = one.root === undefined ? undefined : copyOfRoot(one.root);
    const result = await run(worker, { test: one, root: copy === undefined ? undefined : { kind: 'host', path: copy } });
    if (copy !== undefined) rmSync(copy, { recursive: true });
    expectAsKnown(one, result);
  });

  test.for(cases.filter(({ root }) => root !== undefined))('$name over a tree in memory', async (one) => {
    const files = one.root === undefined ? [] : filesOf(one.root);
    expectAsKnown(one, await run(worker, { test: one, root: { kind: 'memory', files } }));
  });
});

/** A known failure that passes is an error too: the list must stay true. */
function expectAsKnown(one: WasiCase, result: WasiResult): void {
  const passed = result.exitCode === one.exitCode && (one.stdout === undefined || one.stdout === result.stdout);
  const why = passed ? '' : result.stderr || `exit code ${result.exitCode}`;
  expect({ passed, why }).toEqual({ passed: !KNOWN_FAILURES.has(one.name), why: KNOWN_FAILURES.has(one.name) ? why : '' });
}

function run(worker: Worker, task: WasiTask): Promise<WasiResult> {
  return new Promise((resolve, reject) => {
    worker.once('message', (result: WasiResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}

function filesOf(root: string): MemoryFiles {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => {
    const path = join(root, name);
    const isDirectory = statSync(path).isDirectory();
    return {
      path: `/${relative(root, path)}${isDirectory ? '/' : ''}`,
      bytes: isDirectory ? new Uint8Array() : new Uint8Array(readFileSync(path)),
    };
  });
}
