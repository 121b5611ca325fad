// Runs the command line as a person would, from the checkout's root, and gives back what they would see.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export interface Seen {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from start to exit. */
  readonly took: number;
}

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const SAMPLES = `${ROOT}resources/samples`;

/** Nothing of the tests comes into the audit log of whoever runs them. */
const state = mkdtempSync(join(tmpdir(), 'wasm-sandbox-state-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

export function wasmSandbox(args: readonly string[], input?: Uint8Array): Promise<Seen> {
  const started = performance.now();
  const child = spawn(process.execPath, [`${ROOT}app/cli/main.ts`, ...args], {
    cwd: ROOT,
    // What the launcher does for people: half of a start is reading TypeScript.
    env: { ...process.env, XDG_STATE_HOME: state, NODE_COMPILE_CACHE: `${ROOT}out/compile-cache` },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input ?? new Uint8Array());
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr, took: performance.now() - started }));
  });
}

/** The outcome that `--json` writes: the last line of standard error. */
export function outcomeOf(seen: Seen): {
  kind: string;
  limit?: string;
  totals: { wall: number; calls: number; denials: number; limits: { limit: string; used: number; most: number }[] };
} & Record<string, unknown> {
  const line = seen.stderr.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line);
}
