// The Electron tests: on the stand-in everywhere, on the real thing where its binary is.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  workers: 1,
  reporter: 'list',
  outputDir: '../../../test-results/electron',
});
