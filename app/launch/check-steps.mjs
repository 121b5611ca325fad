// The steps of `npm run check`: format, lint, types of every folder, and the tests that stand beside their files.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { at } from './project.mjs';
import { vitestStep } from './steps.mjs';

const FOLDERS = ['sandbox-core', 'app', 'main', 'preload', 'renderer', 'test'];

export function checkSteps() {
  return [
    { name: 'format', args: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'], mends: 'npm run fix mends it' },
    { name: 'lint', args: ['node_modules/oxlint/bin/oxlint'], mends: 'npm run fix mends what can be mended by itself' },
    ...typescriptFolders().map((folder) => ({
      name: `types of ${folder}`,
      args: ['node_modules/typescript/bin/tsc', '-p', folder],
    })),
    vitestStep('unit'),
  ];
}

/** Folders with a tsconfig.json of their own. */
function typescriptFolders() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(at(folder), { recursive: true })
      .filter((file) => path.basename(file) === 'tsconfig.json')
      .map((file) => path.join(folder, path.dirname(file)))
      .sort(),
  );
}
