// The habits the linter holds us to, each broken once in a planted file that must be refused, with a clean file beside.
import { beforeAll, describe, expect, it } from 'vitest';
import { lintPlanted, type LintReport } from './linter.ts';

const MISDEEDS: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['eslint(no-console)', 'app/cli/a.ts', `console.log('x');`],
  ['typescript(no-explicit-any)', 'app/cli/b.ts', 'export const a: any = 1;'],
  ['typescript(no-non-null-assertion)', 'app/cli/c.ts', 'export const first = (list: string[]): string => list[0]!;'],
  ['typescript(consistent-type-imports)', 'app/cli/d.ts', `import { Readable } from 'node:stream';\nexport type R = Readable;`],
  [
    'typescript(no-floating-promises)',
    'app/cli/e.ts',
    'async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}',
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'app/cli/f.ts',
    `export function f(a: 'x' | 'y'): number {\n  switch (a) {\n    case 'x':\n      return 1;\n  }\n  return 0;\n}`,
  ],
  ['typescript(ban-ts-comment)', 'app/cli/g.ts', '// @ts-ignore: so\nexport const a = 1;'],
  ['import(no-default-export)', 'app/cli/h.ts', 'export default 1;'],
  ['import(no-cycle)', 'app/cli/i.ts', `import type { J } from './j.ts';\nexport type I = J | 1;`],
  ['import(no-cycle)', 'app/cli/j.ts', `import type { I } from './i.ts';\nexport type J = I | 2;`],
  ['boundaries(no-unknown-files)', 'renderer/nowhere/a.ts', 'export const a = 1;'],
  ['eslint(no-restricted-properties)', 'app/node-host/a.ts', 'export const bytes = Buffer.allocUnsafe(8);'],
  [
    'eslint(no-restricted-properties)',
    'renderer/ui/a.ts',
    `export function f(e: Element, t: string): void {\n  e.innerHTML = t;\n}`,
  ],
  [
    'eslint(no-restricted-properties)',
    'renderer/ui/b.ts',
    `export function f(e: Element, t: string): void {\n  e.insertAdjacentHTML('beforeend', t);\n}`,
  ],
  ['eslint(no-restricted-properties)', 'renderer/ui/c.ts', `export function f(t: string): void {\n  document.write(t);\n}`],
  ['react(no-danger)', 'renderer/ui/d.tsx', 'export const D = (t: string) => <p dangerouslySetInnerHTML={{ __html: t }} />;'],
  ['eslint(no-restricted-properties)', 'sandbox-core/run/a.ts', 'export const a = Math.random();'],
  ['eslint(no-restricted-globals)', 'sandbox-core/run/b.ts', 'export const a = Date.now();'],
  ['eslint(no-restricted-globals)', 'sandbox-core/run/c.ts', 'export const a = performance.now();'],
  ['eslint(no-restricted-globals)', 'sandbox-core/run/d.ts', 'setTimeout(() => undefined, 1);'],
  ['eslint(no-restricted-globals)', 'sandbox-core/run/e.ts', 'export const a = process.pid;'],
];

const CLEAN = new Map([
  ['app/cli/clean.ts', `import type { Readable } from 'node:stream';\nexport type R = Readable;`],
  [
    'sandbox-core/platform/node/clean.ts',
    `import { hrtime } from 'node:process';\nexport const now = (): bigint => hrtime.bigint() + BigInt(Date.now());`,
  ],
  ['renderer/ui/clean.tsx', 'export const Clean = ({ text }: { text: string }) => <p>{text}</p>;'],
]);

describe('the linter', () => {
  let report: LintReport;

  beforeAll(async () => {
    report = await lintPlanted(new Map([...MISDEEDS.map(([, file, text]) => [file, text] as const), ...CLEAN]));
  });

  it.each(MISDEEDS)('refuses by %s what stands in %s', (rule, file) => {
    expect(report.refusals.filter((one) => one.file === file).map((one) => one.rule)).toContain(rule);
  });

  it('has nothing against clean files', () => {
    expect(report.refusals.filter((one) => CLEAN.has(one.file))).toEqual([]);
  });
});
