import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('readArguments()', () => {
  it('reads every option, joined or apart', () => {
    expect(
      readArguments([
        '--root',
        'data=/tmp/a:ro',
        '--root=/tmp/b',
        '--port',
        '8080',
        '--sessions=/tmp/s=1',
        '--no-open',
        '--no-bubblewrap',
      ]),
    ).toEqual({
      ok: true,
      value: {
        port: 8080,
        roots: [
          { name: 'data', folder: '/tmp/a', writable: false },
          { name: undefined, folder: '/tmp/b', writable: true },
        ],
        sessions: '/tmp/s=1',
        page: undefined,
        bubblewrap: false,
        open: false,
      },
    });
  });

  it('asks for nothing', () => {
    expect(readArguments([])).toEqual({
      ok: true,
      value: { port: 0, roots: [], sessions: undefined, page: undefined, bubblewrap: true, open: true },
    });
  });

  it.each([
    [['--rot', 'x'], '--rot: there is no such option (--help lists them)'],
    [['file.wasm'], 'file.wasm: there is no such option (--help lists them)'],
    [['--no-open=1'], '--no-open=1: there is no such option (--help lists them)'],
    [['--port', '70000'], '--port 70000: a number from 0 to 65535 was expected'],
    [['--port', '-1'], '--port -1: a number from 0 to 65535 was expected'],
    [['--port'], '--port : a number from 0 to 65535 was expected'],
    [['--sessions'], '--sessions: a folder was expected'],
    [['--root', ''], '--root : a folder, NAME=FOLDER, or either with :ro was expected'],
    [['--root', 'a b=/tmp'], '--root a b=/tmp: a folder, NAME=FOLDER, or either with :ro was expected'],
    [['--root', 'name='], '--root name=: a folder, NAME=FOLDER, or either with :ro was expected'],
  ])('%j is wrong in one sentence', (words, message) => {
    expect(readArguments(words)).toEqual({ ok: false, message });
  });
});
