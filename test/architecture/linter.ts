// Runs the project's own linter configuration over a tree of planted files, and answers which rules refused which file.
import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export const root = path.resolve(import.meta.dirname, '../..');

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string().optional(),
      message: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
  number_of_files: z.number(),
});

export interface Refusal {
  /** `boundaries(dependencies)` and the like. */
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

export interface LintReport {
  readonly files: number;
  readonly refusals: readonly Refusal[];
}

export function lint(folder: string, ...paths: readonly string[]): Promise<LintReport> {
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [oxlint, '--format=json', ...paths],
      { cwd: folder, maxBuffer: 1 << 28 },
      (_failed, stdout, stderr) => {
        try {
          resolve(readReport(stdout));
        } catch {
          reject(new Error(`the linter did not answer JSON: ${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`));
        }
      },
    );
  });
}

function readReport(text: string): LintReport {
  // The boundaries plugin may write warnings of its own before the report.
  const report = reportSchema.parse(JSON.parse(text.slice(text.indexOf('{'))));
  const refusals = report.diagnostics.map(({ code, message, filename, labels }) => ({
    rule: code ?? message,
    file: filename.replaceAll('\\', '/'),
    line: labels[0]?.span.line ?? 0,
  }));
  return { files: report.number_of_files, refusals };
}

/** Lints `files` (path to text) under the project's configuration, in a folder of their own that is gone afterwards. */
export async function lintPlanted(files: ReadonlyMap<string, string>): Promise<LintReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'planted-'));
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    for (const name of ['.oxlintrc.json', 'tsconfig.base.json'])
      writeFileSync(path.join(folder, name), readFileSync(path.join(root, name)));
    writeFileSync(path.join(folder, 'tsconfig.json'), PLANTED_TSCONFIG);
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return await lint(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PLANTED_TSCONFIG = JSON.stringify({
  extends: './tsconfig.base.json',
  compilerOptions: { lib: ['es2024', 'dom'], types: ['node'], jsx: 'react-jsx' },
});
