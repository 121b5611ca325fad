import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnosticText } from '../base/diagnostic.ts';
import { DEFAULT_LIMITS } from '../limits/limits.ts';
import { emptyManifest } from './empty-manifest.ts';
import { parseManifest } from './parse-manifest.ts';

function faultsIn(text: string): string[] {
  const checked = parseManifest(text);
  return checked.ok ? [] : checked.diagnostics.map(diagnosticText);
}

/** The faults of a manifest of one line, without their place. */
function faultsOf(members: string): string[] {
  return faultsIn(`{"version":1,${members}}`).map((fault) => fault.replace(/^line 1, column \d+: /, ''));
}

const full = `// what the build tool gets
{
  "$schema": "sandbox.schema.json",
  "version": 1,
  "args": ["--verbose"],
  "env": { "Z": "1", "9": "2", "A": "3", "constructor": "4" },
  "mounts": [
    { "guest": "/data", "grant": "data", "rights": ["read"] },
    { "guest": "/tmp", "memory": true, "rights": ["read", "write", "create"] },
    { "guest": "/x", "path": "/host/dir", "rights": ["read"] }, /* the last */
  ],
  "clock": "frozen",
  "random": { "seed": 1 },
  "limits": {
    "wallTime": "2s", "fuel": 1000000000, "memory": { "most": "64MiB", "onExceed": "stop" }, "tableElements": 1000,
    "output": "16MiB", "openFiles": 64, "hostCalls": 1000000, "cpuTime": "1s", "stack": "1MiB", "input": "4KiB",
    "hostCallRate": 1000, "sleep": "0s", "denials": 7
  },
  "onMiss": "stop"
}`;

test('parseManifest() reads every member, comments and commas at the end allowed, variables in the order of the text', () => {
  expect(parseManifest(full)).toEqual({
    ok: true,
    value: {
      args: ['--verbose'],
      env: [
        ['Z', '1'],
        ['9', '2'],
        ['A', '3'],
        ['constructor', '4'],
      ],
      mounts: [
        { guest: '/data', source: { kind: 'grant', name: 'data' }, rights: ['read'] },
        { guest: '/tmp', source: { kind: 'memory' }, rights: ['read', 'write', 'create'] },
        { guest: '/x', source: { kind: 'path', path: '/host/dir' }, rights: ['read'] },
      ],
      clock: { kind: 'frozen', at: '946684800000000000' },
      random: { kind: 'seeded', seed: 1 },
      limits: {
        wallTime: 2e9,
        fuel: { most: 1e9, counting: 'exact' },
        memory: { most: 64 * 2 ** 20, onExceed: 'stop' },
        collectedHeap: 'refuse',
        tableElements: 1000,
        output: 16 * 2 ** 20,
        openFiles: 64,
        hostCalls: 1e6,
        cpuTime: 1e9,
        stack: 2 ** 20,
        input: 4096,
        hostCallRate: 1000,
        denials: 7,
        sleep: 0,
      },
      onMiss: 'stop',
    },
  });
});

test('parseManifest() makes the empty manifest of a version alone', () => {
  expect(parseManifest('\ufeff{"version": 1}')).toEqual({ ok: true, value: emptyManifest() });
});

test('parseManifest() keeps the default of each limit that is left out', () => {
  const checked = parseManifest('{"version":1,"limits":{"memory":"64KiB"}}');
  expect(checked.ok && checked.value.limits).toEqual({ ...DEFAULT_LIMITS, memory: { most: 65_536, onExceed: 'fail' } });
});

test('parseManifest() says where a text stops being JSON, and what was expected', () => {
  const texts = [
    '',
    '{',
    '{"a" 1}',
    '{a:1}',
    "{'a':1}",
    '{"a":1 "b":2}',
    '{\n"a":"x\n}',
    '{} {}',
    '{"a":\n  tru}',
    '/* x',
    '{"a":"\\q"}',
    '}',
    '{"a":1,,}',
  ];
  expect(texts.flatMap(faultsIn)).toEqual([
    'line 1, column 1: the text ends here; a value was expected',
    'line 1, column 2: the text ends here; a closing } was expected',
    'line 1, column 6: a colon after the key was expected, but 1 was found',
    'line 1, column 2: a is not JSON; a string in double quotes, a number, true, false or null was expected',
    "line 1, column 2: 'a' is not JSON; a string in double quotes was expected",
    'line 1, column 8: a comma was expected, but "b" was found',
    'line 2, column 5: the string that starts here has no closing double quote on its line',
    'line 1, column 4: the end of the text was expected, but { was found',
    'line 2, column 3: tru is not JSON; a string in double quotes, a number, true, false or null was expected',
    'line 1, column 1: the comment that starts here has no end',
    'line 1, column 6: the string has a backslash before a character that needs none',
    'line 1, column 1: a value was expected, but } was found',
    'line 1, column 8: a key in double quotes was expected, but , was found',
  ]);
});

test('parseManifest() points at the very value, whatever ends the lines', () => {
  const lines = ['{ "version": 1,', '  "limits": {', '    "openFiles": -1,', '    "memry": "1MiB" },', '  "args": ["a", 2] }'];
  for (const end of ['\n', '\r\n', '\r']) {
    expect(faultsIn(lines.join(end))).toEqual([
      'line 3, column 18: limits.openFiles is -1; a whole number from 0 to 65536 was expected',
      'line 4, column 5: unknown key "memry"; memory was expected',
      'line 5, column 17: args[1] is 2; a string of at most 32768 characters without NUL was expected',
    ]);
  }
});

test('parseManifest() names the key that was meant, or all there are', () => {
  expect(faultsOf('"mount":[],"onMis":{},"random":{"seed":1,"sed":2}')).toEqual([
    'unknown key "mount"; mounts was expected',
    'unknown key "onMis"; onMiss was expected',
    'unknown key "sed"; seed was expected',
  ]);
  expect(faultsOf('"limits":{"speed":1}')).toEqual([
    'unknown key "speed"; one of wallTime, cpuTime, fuel, memory, collectedHeap, tableElements, stack, output, input, openFiles, hostCalls, hostCallRate, sleep, denials was expected',
  ]);
});

test('parseManifest() says which version it reads', () => {
  expect([...faultsIn('{}'), ...faultsIn('{"version":2}'), ...faultsIn('[]'), ...faultsIn('null')]).toEqual([
    'line 1, column 1: the manifest has no "version"; 1 (the only version there is) was expected',
    'line 1, column 12: version is 2; 1 (the only version there is) was expected',
    'line 1, column 1: the manifest is an empty list; an object such as { "version": 1 } was expected',
    'line 1, column 1: the manifest is null; an object such as { "version": 1 } was expected',
  ]);
});

test('parseManifest() says of what is designed that it comes later', () => {
  expect(faultsOf('"network":{"hosts":[]}')).toEqual(['network rights come later; until then nothing can be reached']);
  expect(faultsOf('"onMiss":"asks"')).toEqual(['onMiss is "asks"; "deny", "stop", "ask" or "audit" was expected']);
});

test('parseManifest() refuses mounts that have no one source, no right, or no normal path', () => {
  const mounts = [
    '{"guest":"/a","rights":["read"]}',
    '{"guest":"/b","grant":"g","memory":true,"rights":["read"]}',
    '{"guest":"/c/","memory":true,"rights":["read"]}',
    '{"guest":"/d/../e","memory":true,"rights":["read"]}',
    '{"guest":"f","memory":false,"rights":[]}',
  ];
  expect(mounts.flatMap((mount) => faultsOf(`"mounts":[${mount}]`))).toEqual([
    'the mount names no source; exactly one of grant, path and memory was expected',
    'the mount names grant and memory; exactly one of grant, path and memory was expected',
    'mounts[0].guest is "/c/"; an absolute guest path in its normal form, such as "/data" was expected',
    'mounts[0].guest is "/d/../e"; an absolute guest path in its normal form, such as "/data" was expected',
    'mounts[0].guest is "f"; an absolute guest path in its normal form, such as "/data" was expected',
    'mounts[0].memory is false; true was expected',
    'mounts[0].rights is an empty list; at least one of "read", "write" and "create" was expected',
  ]);
});

test('parseManifest() refuses mounts that hide one another', () => {
  const mount = (guest: string): string => `{"guest":"${guest}","memory":true,"rights":["read"]}`;
  expect(faultsOf(`"mounts":[${['/a/b', '/c', '/a', '/c', '/a-'].map(mount).join(',')}]`)).toEqual([
    'the mount /a/b lies inside the mount /a and would hide part of it; separate trees were expected',
    'two mounts stand at /c; one was expected',
  ]);
});

test('parseManifest() never repeats a host path', () => {
  expect(faultsOf('"mounts":[{"guest":"/a","path":"/home/someone\\u0000","rights":["read"]}]')).toEqual([
    'mounts[0].path is a string; a host path of 1 to 4096 characters was expected',
  ]);
});

test('parseManifest() refuses amounts and instants out of bounds', () => {
  expect(
    faultsOf('"clock":"2026-02-30T00:00:00Z","limits":{"wallTime":"200h","memory":"1KiB","output":"1.5B","hostCalls":1e999}'),
  ).toEqual(['limits.hostCalls is Infinity; a whole number from 1 to 1000000000000 was expected']);
  expect(faultsOf('"clock":"2026-02-30T00:00:00Z","limits":{"wallTime":"200h","memory":"1KiB","output":"1.5B"}')).toEqual([
    'clock is "2026-02-30T00:00:00Z"; a day and time that exist, from 1970 to 2262-04-11, were expected',
    'limits.wallTime is "200h"; 1 ms to 168h was expected',
    'limits.memory is "1KiB"; 64 KiB to 16 GiB was expected',
    'limits.output is "1.5B"; a whole number of bytes was expected',
  ]);
  expect(faultsOf('"limits":{"cpuTime":"0s","stack":"8MiB","input":"65GiB","hostCallRate":0,"sleep":"169h"}')).toEqual([
    'limits.hostCallRate is 0; a whole number from 1 to 1000000000 was expected',
  ]);
  expect(faultsOf('"limits":{"cpuTime":"0s","stack":"8MiB","input":"65GiB","sleep":"169h"}')).toEqual([
    'limits.cpuTime is "0s"; 1 ms to 168h was expected',
    'limits.stack is "8MiB"; 64 KiB to 5 MiB was expected',
    'limits.input is "65GiB"; 0 B to 64 GiB was expected',
    'limits.sleep is "169h"; 0 ns to 168h was expected',
  ]);
});

test('parseManifest() refuses names and strings that mean two things', () => {
  const members = [
    '"args":[],"args":[]',
    '"__proto__":{}',
    '"env":{"__proto__":"x"}',
    '"env":{"a=b":""}',
    '"env":{"":""}',
    '"args":["\\ud800"]',
  ];
  expect(members.flatMap(faultsOf)).toEqual([
    'the key "args" stands twice in the same object; once was expected',
    'the key "__proto__" is not allowed',
    'the key "__proto__" is not allowed',
    'a variable is named "a=b"; a name of 1 to 1024 characters without = was expected',
    'a variable is named ""; a name of 1 to 1024 characters without = was expected',
    'the string holds half of a surrogate pair; whole characters were expected',
  ]);
});

test('parseManifest() makes hidden characters of the text visible', () => {
  expect(faultsOf('"\u202ecod":1,"clock":"\u200breal"')).toEqual([
    'unknown key "\\u{202e}cod"; one of $schema, version, args, env, mounts, clock, random, limits, onMiss was expected',
    'clock is "\\u{200b}real"; "real", { "resolution": "1ms" }, "frozen" or an instant such as "2026-01-01T00:00:00Z" was expected',
  ]);
});

const mebibyte = 1 << 20;
const long = (part: string): string => part.repeat(Math.floor((mebibyte - 100) / part.length));
/** Room for a loaded machine, and far from what is quadratic: in a mebibyte that is 5e11 steps. */
const MOST_MILLISECONDS = 10_000;

test.each([
  ['open brackets', long('[')],
  ['open braces', long('{"a":')],
  ['closing brackets', long(']')],
  ['a list in args', `{"version":1,"args":[${long('0,')}0]}`],
  ['unknown keys', `{"version":1,${Array.from({ length: 8000 }, (_, at) => `"k${at}":0`).join()}}`],
  ['variables', `{"version":1,"env":{${Array.from({ length: 8000 }, (_, at) => `"${at}":"="`).join()}}}`],
  ['one digit after another', `{"version":${long('9')}}`],
  ['one letter after another', `{"version":1,"clock":"${long('a')}"}`],
  ['slashes', `{"version":1,"mounts":[{"guest":"${long('/a')}","memory":true,"rights":["read"]}]}`],
  ['spaces in a size', `{"version":1,"limits":{"output":"${long(' ')}"}}`],
  ['line breaks', `${long('\r\n')}!`],
  ['a comment', `/*${long('*')}`],
  ['quotes', long('"')],
  ['commas', long(',')],
  ['a text past the cap', ' '.repeat(mebibyte + 1)],
])(
  'parseManifest() refuses %s without end in no time',
  (_what, text) => {
    const before = performance.now();
    const checked = parseManifest(text);
    expect(checked.ok).toBe(false);
    expect(performance.now() - before).toBeLessThan(MOST_MILLISECONDS);
    expect(checked.ok || checked.diagnostics.length).toBeLessThanOrEqual(100);
    expect(checked.ok || checked.diagnostics.every(({ message }) => message.length < 400)).toBe(true);
  },
  20_000,
);

/** JSON values that look like manifests, with any of their parts replaced. */
const almostManifest = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(
      1,
      'real',
      '64MiB',
      '2s',
      '/a',
      'read',
      'deny',
      'ask',
      true,
      null,
      -1,
      Infinity,
      2 ** 60,
      '\0',
      '\ud800',
      '__proto__',
    ),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        'version',
        'args',
        'env',
        'mounts',
        'clock',
        'random',
        'limits',
        'memory',
        'guest',
        'rights',
        'seed',
        'most',
        'constructor',
      ),
      tie('value'),
    ),
  ),
})).value;

test('parseManifest() answers every JSON value and every broken text', () => {
  const cut = fc.tuple(
    fc.oneof(
      fc.json(),
      almostManifest.map((value) => JSON.stringify(value) ?? ''),
      fc.constant(full),
    ),
    fc.nat(600),
    fc.string(),
  );
  fc.assert(
    fc.property(cut, ([text, at, inserted]) => {
      for (const given of [text, text.slice(0, at) + inserted + text.slice(at)]) {
        const checked = parseManifest(given);
        if (!checked.ok) expect(checked.diagnostics.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1500 },
  );
});

test('parseManifest() refuses manifests with one member of any other kind', () => {
  fc.assert(
    fc.property(almostManifest, fc.constantFrom('args', 'env', 'mounts', 'clock', 'random', 'limits', 'onMiss'), (value, key) => {
      const checked = parseManifest(JSON.stringify({ version: 1, [key]: value }));
      if (!checked.ok) for (const { place } of checked.diagnostics) expect(place.kind).toBe('text');
    }),
    { numRuns: 1500 },
  );
});
