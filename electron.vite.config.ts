// The Electron build: main process, utility processes and preload here, the page from renderer/vite.config.ts.
// `out/` is self-contained: nothing of node_modules is needed beside it at run time.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { mergeConfig, type Plugin } from 'vite';
import page from './renderer/vite.config.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Cedar's implementation reads its module from the folder of its own code, which is that of the thread's first file. */
function cedarModule(): Plugin {
  const name = 'cedar_wasm_bg.wasm';
  return {
    name: 'cedar-module',
    generateBundle() {
      const source = readFileSync(at(`node_modules/@cedar-policy/cedar-wasm/nodejs/${name}`));
      this.emitFile({ type: 'asset', fileName: name, source });
    },
  };
}

export default defineConfig({
  main: {
    plugins: [cedarModule()],
    // Its build for Node declares a `require`, and so does what electron-vite puts before every file; its threads are not used.
    resolve: { alias: { fflate: 'fflate/browser' } },
    build: {
      outDir: at('out/main'),
      target: 'node24',
      minify: 'oxc',
      externalizeDeps: false,
      rolldownOptions: {
        // Each is the first file of a process or thread of its own.
        input: {
          main: at('main/main.ts'),
          'engine-entry': at('main/engine-entry.ts'),
          'guest-entry': at('main/guest-entry.ts'),
          'self-test-entry': at('main/self-test-entry.ts'),
          // A guest, and its self-test, in a child of a Node that is shipped beside the app.
          'guest-process': at('sandbox-core/guest-process.ts'),
          'jail-self-test': at('sandbox-core/jail-self-test.ts'),
          'session-probe': at('sandbox-core/session-probe.ts'),
          'guest-thread': at('sandbox-core/guest-thread.ts'),
          'wat-thread': at('app/node-host/wat-thread.ts'),
          'cedar-thread': at('sandbox-core/cedar-thread.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // The builder insists on a Node here; what the page's Chromium knows is no less.
      target: 'node24',
      minify: 'oxc',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('preload/preload.ts') },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: mergeConfig(page, {
    build: {
      outDir: at('out/renderer'),
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  }),
});
