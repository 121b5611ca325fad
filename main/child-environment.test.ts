import { expect, test } from 'vitest';
import { childEnvironment } from './child-environment.ts';

const own = { PATH: '/bin', HOME: '/root', NODE_OPTIONS: '--inspect', SystemRoot: 'C:\\Windows', SECRET: 'x' };

test('childEnvironment() is never empty and inherits nothing', () => {
  expect(childEnvironment('guest', 'linux', own)).toEqual({ WASM_SANDBOX_PROCESS: 'guest' });
});

test('childEnvironment() keeps what Windows needs to load its libraries', () => {
  expect(childEnvironment('engine', 'win32', own)).toEqual({ WASM_SANDBOX_PROCESS: 'engine', SystemRoot: 'C:\\Windows' });
});
