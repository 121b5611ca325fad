// Puts the programs of guest processes into out/guest, each in a few files of JavaScript, with a list of the sources they were made
// of (sandbox-core/platform/node/program-entry.ts reads it). On the project's Node; builds.mjs says when.
import { mkdtempSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { at, root } from './project.mjs';

const PROGRAMS = ['guest-process', 'guest-thread', 'tenant-process', 'tenant-thread', 'jail-self-test', 'session-probe'];

const out = at('out');
mkdirSync(out, { recursive: true });
const made = mkdtempSync(path.join(out, 'guest-'));
try {
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node24',
      outDir: made,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(PROGRAMS.map((name) => [name, at('sandbox-core', `${name}.ts`)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
      },
    },
  });
  const modules = new Set(output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : [])).filter(path.isAbsolute));
  writeFileSync(path.join(made, 'sources.json'), JSON.stringify({ sources: [...modules].map(factsOf) }));
  rmSync(at('out', 'guest'), { recursive: true, force: true });
  renameSync(made, at('out', 'guest'));
} finally {
  rmSync(made, { recursive: true, force: true });
}

function factsOf(file) {
  const { size, mtimeMs } = statSync(file);
  return [path.relative(root, file).split(path.sep).join('/'), size, mtimeMs];
}
