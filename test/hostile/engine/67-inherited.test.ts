// THREATS 67: what whoever started the engine left open is not handed on to guests.
import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT, SAMPLES } from '../../flow/command-line.ts';

test.runIf(process.platform === 'linux')('67: no descriptor of the engine’s starter reaches a guest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-sandbox-'));
  const secret = join(folder, 'secret');
  writeFileSync(secret, '');
  const descriptor = openSync(secret, 'r');
  const stdio: StdioOptions = Array.from({ length: 201 }, () => 'ignore');
  stdio[20] = descriptor;
  stdio[200] = descriptor;
  const args = [`${ROOT}app/cli/main.ts`, 'run', '--no-jail', '--timeout', '30s', `${SAMPLES}/spinner.wasm`];
  const engine = spawn(process.execPath, args, { stdio });
  onTestFinished(() => {
    engine.kill('SIGKILL');
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  });
  await expect.poll(() => guestOf(engine.pid), { timeout: 20_000 }).toBeDefined();
  expect(openFiles(engine.pid)).toContain(secret);
  expect(openFiles(guestOf(engine.pid))).not.toContain(secret);
});

function guestOf(engine: number | undefined): number | undefined {
  return childrenOf(engine).find((pid) => readOf(`/proc/${pid}/cmdline`).includes('guest-process'));
}

function childrenOf(pid: number | undefined): number[] {
  return readOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

function openFiles(pid: number | undefined): string[] {
  return readdirSync(`/proc/${pid}/fd`).map((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`);
    } catch {
      // Closed in between.
      return '';
    }
  });
}

function readOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process is gone.
    return '';
  }
}
