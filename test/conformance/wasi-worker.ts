// Runs official WASI programs one after the other on a thread of their own, each through a gate of its own.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { HostMount } from '../../sandbox-core/host/guest-environment.ts';
import { messageOf } from '../../sandbox-core/base/errors.ts';
import { nodeHostFiles } from '../../sandbox-core/platform/node/host-files.ts';
import { testPlan } from '../fixtures/host/guest-environment.ts';
import { runGuest } from '../fixtures/host/run-guest.ts';
import type { WasiCase } from './wasi-suite.ts';

export interface WasiTask {
  readonly test: WasiCase;
  /** The folder mounted at `/`, or what a tree in memory there holds, or nothing. */
  readonly root:
    | { readonly kind: 'host'; readonly path: string }
    | { readonly kind: 'memory'; readonly files: MemoryFiles }
    | undefined;
}

export type MemoryFiles = readonly { readonly path: string; readonly bytes: Uint8Array }[];

export interface WasiResult {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

parentPort?.on('message', (task: WasiTask) => parentPort?.postMessage(run(task)));

function run({ test, root }: WasiTask): WasiResult {
  const source = root?.kind === 'host' ? root : { kind: 'memory' as const };
  const mounts: HostMount[] = root === undefined ? [] : [{ guest: '/', source, rights: ['read', 'write', 'create'] }];
  const plan = testPlan({ args: [`${test.name}.wasm`, ...test.args], env: test.env, mounts });
  const files = root?.kind === 'memory' ? root.files : [];
  const { gate, recorder, thrown } = runGuest(new Uint8Array(readFileSync(test.wasm)), { plan, hostFiles: nodeHostFiles, files });
  gate.close();
  return { exitCode: codeOf(gate.ending, thrown), stdout: recorder.output('stdout'), stderr: recorder.output('stderr') };
}

function codeOf(ending: { readonly kind: string; readonly code?: number } | undefined, thrown: unknown): number | string {
  if (ending?.kind === 'exited') return ending.code ?? 0;
  return thrown === undefined ? 0 : messageOf(thrown);
}
