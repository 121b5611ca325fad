import { expect, it } from 'vitest';
import type { IsolationReport } from '../../sandbox-core/node.ts';
import { SAMPLES, wasmSandbox } from './command-line.ts';

it('doctor lists layers and attempts, and exits by whether all was held', async () => {
  const seen = await wasmSandbox(['doctor']);
  expect(seen.stdout).toContain('layers around a guest');
  expect(seen.stdout).toMatch(/^ {2}(on|off) +permission model /m);
  expect(seen.stdout).toMatch(/^ {2}(held|OUT) +connect to 127\.0\.0\.1 /m);
  expect(seen.code).toBe(seen.stdout.includes('OUT') ? 1 : 0);
});

it('doctor --json is the report as one value', async () => {
  const seen = await wasmSandbox(['doctor', '--json']);
  const report: IsolationReport = JSON.parse(seen.stdout);
  expect(report.layers.map(({ layer }) => layer)).toContain('process');
  expect(report.attempts.length).toBeGreaterThan(20);
  expect(seen.code).toBe(report.holds ? 0 : 1);
});

it('doctor takes nothing else', async () => {
  const seen = await wasmSandbox(['doctor', '--fast']);
  expect(seen).toMatchObject({ code: 2, stdout: '' });
  expect(seen.stderr).toMatch(/^wasm-sandbox: doctor takes --json.*\n$/);
});

it('run --no-jail runs the guest in a bare process', async () => {
  const seen = await wasmSandbox(['run', '--no-jail', `${SAMPLES}/hello.wasm`]);
  expect(seen).toMatchObject({ code: 0, stderr: '' });
});
