// Loaded before the built main process (`node --import …/register.ts out/main/main.js`): makes `electron` mean the stand-in.
import { registerHooks } from 'node:module';
import { dirname } from 'node:path';

const standIn = new URL('./electron.ts', import.meta.url).href;

// Electron says where its resources lie; the test says what lies there.
Object.assign(process, { resourcesPath: process.env['STAND_IN_RESOURCES'] ?? dirname(process.execPath) });

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});
