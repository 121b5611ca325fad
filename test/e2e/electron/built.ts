// The built application: what a test starts. Built here when nobody has.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './launch.ts';

export const builtMain = join(projectFolder, 'out/main/main.js');

export function buildUnlessThere(): void {
  const parts = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
  if (parts.every((part) => existsSync(join(projectFolder, part)))) return;
  execFileSync(process.execPath, [join(projectFolder, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], {
    cwd: projectFolder,
    stdio: 'inherit',
  });
}
