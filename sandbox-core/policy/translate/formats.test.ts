import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnosticText } from '../../base/diagnostic.ts';
import { emptyManifest } from '../empty-manifest.ts';
import type { Manifest } from '../manifest.ts';
import { exportPolicy, importPolicy, POLICY_FORMATS, type PolicyFormat } from './formats.ts';
import { lostText, type ImportedPolicy } from './translation.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../test/fixtures/policies/${name}`, import.meta.url), 'utf8');

async function imported(format: PolicyFormat, text: string, component?: string): Promise<ImportedPolicy> {
  const answer = await importPolicy(format, text, component);
  if (!answer.ok) throw new Error(answer.diagnostics.map(diagnosticText).join('\n'));
  return answer.value;
}

async function faults(format: PolicyFormat, text: string): Promise<string[]> {
  const answer = await importPolicy(format, text);
  return answer.ok ? [] : answer.diagnostics.map(diagnosticText);
}

/** Mounts as `guest ← host: rights`, then what else is other than by default. */
function told({ args, env, mounts, random, limits }: Manifest): string[] {
  const base = emptyManifest();
  return [
    ...mounts.map(
      ({ guest, source, rights }) => `${guest} ← ${source.kind === 'path' ? source.path : source.kind}: ${rights.join(', ')}`,
    ),
    ...(args.length > 0 ? [`args ${args.join(' ')}`] : []),
    ...env.map(([name, value]) => `env ${name}=${value}`),
    ...(random.kind === 'seeded' ? [`seed ${random.seed}`] : []),
    ...(limits.wallTime === base.limits.wallTime ? [] : [`wallTime ${limits.wallTime}`]),
    ...(limits.memory.most === base.limits.memory.most ? [] : [`memory ${limits.memory.most}`]),
  ];
}

test('importPolicy() carries over folders, time and memory of an Extism manifest, and says what it does not', async () => {
  const { manifest, rules, lost } = await imported('extism', fixture('extism.json'));
  expect(told(manifest)).toEqual([
    '/data ← /var/lib/plugin/data: read, write, create',
    '/assets ← ./assets: read',
    'wallTime 2500000000',
    'memory 4194304',
  ]);
  expect(rules).toBe('');
  expect(lost.map(lostText)).toEqual([
    'line 2, column 3: wasm: which modules run is said when they are run, not in a policy',
    'line 3, column 32: max_http_response_bytes: there is no HTTP for guests, so there is no response to bound',
    'line 4, column 3: config: settings that a guest asks Extism for; nothing here hands them out',
    'line 5, column 3: allowed_hosts: network rights come later; until then no host can be reached',
  ]);
});

test('importPolicy() carries over files and variables of a Spin component, by pointer where TOML has no lines', async () => {
  const { manifest, lost } = await imported('spin', fixture('spin.toml'));
  expect(told(manifest)).toEqual([
    '/templates ← templates: read',
    '/pictures ← assets/images: read',
    'env CURRENCY=EUR',
    'env LOCALE=de',
  ]);
  expect(lost.map(({ place }) => (place.kind === 'pointer' ? place.pointer : ''))).toEqual([
    ...['/application', '/variables', '/trigger', '/component/cart/source', '/component/cart/description'],
    ...['/component/cart/allowed_outbound_hosts', '/component/cart/key_value_stores', '/component/cart/variables'],
    '/component/cart/build',
  ]);
});

test('importPolicy() asks which component of several is meant, and says that the others are left out', async () => {
  const two = '[component.a]\nenvironment = { A = "1" }\n[component.b]\nenvironment = { B = "2" }\n';
  expect(await faults('spin', two)).toEqual(['the file (/component) is 2 sections; the name of one of them (a, b) was expected']);
  const { manifest, lost } = await imported('spin', two, 'b');
  expect([told(manifest), lost.map(lostText)]).toEqual([
    ['env B=2'],
    ['/component/a: a: it is another component, of which nothing is carried over'],
  ]);
});

test('importPolicy() carries over storage, preopens, arguments and memory of a Wassette policy', async () => {
  const { manifest, lost } = await imported('wassette', fixture('wassette.yaml'));
  expect(told(manifest)).toEqual([
    '/srv/notes ← /srv/notes: read, write, create',
    '/config ← config: read',
    '/srv/in ← /srv/in: read',
    '/cache ← /var/cache/notes: read, write, create',
    'args serve --quiet',
    'memory 512000000',
  ]);
  expect(lost.map(({ what }) => what)).toEqual(['description', 'allow', 'environment', 'engine', 'cpu']);
});

test('importPolicy() carries over the flags of a Deno command line, with the variables that it sets', async () => {
  const { manifest, lost } = await imported('deno', fixture('deno.txt'));
  expect(told(manifest)).toEqual(['/srv/site ← /srv/site: read, write, create', 'args --verbose', 'env MODE=release', 'seed 7']);
  expect(lost.map(lostText)).toEqual([
    'line 3, column 3: .: its folder would take the place of other mounts, so it is left out',
    'line 4, column 30: --allow-net=deno.land,api.example.com:443: network rights come later; until then no host can be reached',
    "line 5, column 3: --allow-env=MODE,HOME: the host's own variables are never passed; only those that the line sets are carried over",
    'line 6, column 3: build.ts: which module runs is said when it is run, not in a policy',
  ]);
});

test('importPolicy() makes denials of what a Modsurfer checkfile excludes, and loses what it asks of a module', async () => {
  const { manifest, rules, lost } = await imported('modsurfer', fixture('modsurfer.yaml'));
  expect(manifest).toEqual(emptyManifest());
  expect([...rules.matchAll(/context\.call == "(\w+)"/g)].map(([, name]) => name)).toEqual(['path_unlink_file', 'sock_send']);
  expect(lost.map(({ what }) => what)).toEqual(['url', 'exclusion', 'include', 'include', 'exports', 'size', 'complexity']);
});

test('importPolicy() leaves out what is wider than any mount, and says so', async () => {
  const whole = await imported('deno', 'deno run -A --allow-read --allow-write=../up,C:\\\\x main.ts');
  expect(told(whole.manifest)).toEqual([]);
  expect(whole.lost.map(({ what }) => what)).toEqual(['--allow-all', '--allow-read', '../up', 'C:\\x', 'main.ts']);
  const rivals = await imported('extism', '{"allowed_paths":{"/a":"/data","/b":"/data","/c":"/in","/d":"/in/side"}}');
  expect(told(rivals.manifest)).toEqual(['/in ← /c: read, write, create']);
  expect(rivals.lost.map(({ what }) => what)).toEqual(['/a', '/b', '/d']);
  expect(rivals.rules).toContain('resource in Dir::"/in/side"');
});

test('importPolicy() refuses a flag that may take the next word, behind which denials would be taken for arguments', async () => {
  expect(await faults('deno', 'deno run --strange x --deny-read=/data main.ts')).toEqual([
    'line 1, column 10: --strange is not known, and may take the next word for its value; --strange=VALUE was expected',
  ]);
  expect((await imported('deno', 'deno run --config deno.json --allow-read=/data main.ts --deny-read=/x')).manifest.args).toEqual(
    ['--deny-read=/x'],
  );
});

const WRONG: readonly (readonly [PolicyFormat, string, string])[] = [
  ['extism', '{\n  "timeout_ms": "2s"\n}', 'line 2, column 3: timeout_ms is a string; a number was expected'],
  ['extism', '{"memory":{"max_pages":0}}', 'line 1, column 12: memory.max_pages is 0; a whole number from 1 was expected'],
  ['extism', '{"a":1,"a":2}', 'line 1, column 8: the key "a" stands twice in the same object; once was expected'],
  ['extism', '[]', 'line 1, column 1: the manifest is a list; a table of names and values was expected'],
  ['wassette', 'version: "2.0"\n', 'line 1, column 1: version is 2.0; "1.0" was expected'],
  ['wassette', 'version: "1.0"\na: *b\n', 'line 2, column 1: an alias stands here; the value itself was expected'],
  ['wassette', 'version: "1.0"\na: &b 1\nc: *b\n', 'line 3, column 1: an alias stands here; the value itself was expected'],
  [
    'wassette',
    'version: "1.0"\nversion: "1.1"\n',
    'line 2, column 1: the key "version" stands twice in the same table; once was expected',
  ],
  ['wassette', 'version: "1.0"\na: !x 1\n', 'line 2, column 1: the value has a tag of its own; a plain value was expected'],
  [
    'spin',
    '[component.a]\nfiles = [1]\n',
    'an item of files (/component/a/files/0) is a number; a table of names and values was expected',
  ],
  [
    'deno',
    'deno run --allow-read=$HOME',
    'line 1, column 23: a shell would act upon $; plain words were expected, or single quotes around it',
  ],
  ['deno', "deno run '--allow", 'line 1, column 10: the quote that opens here is never closed'],
  [
    'deno',
    '--allow-read=a,,b',
    'line 1, column 1: --allow-read=a,,b is a list with two commas in a row; paths between single commas was expected',
  ],
  ['modsurfer', 'check: {}\n', 'line 1, column 1: the checkfile is without "validate"; a table of that name was expected'],
];

test.for(WRONG)('importPolicy() says where a %s text is wrong: %j', async ([format, text, message]) => {
  expect(await faults(format, text)).toContain(message);
});

test('importPolicy() says the line of a fault of TOML', async () => {
  expect((await faults('spin', '[component.a]\nfiles = [\n'))[0]).toMatch(/^line \d, column \d+: the text is no TOML here: /);
});

const PROTO: readonly (readonly [PolicyFormat, string])[] = [
  ['extism', '{"__proto__":{"timeout_ms":1}}'],
  ['spin', '[__proto__]\nx = 1\n[component.a]\n'],
  ['spin', '[component.a.environment]\n__proto__ = "x"\n'],
  ['wassette', 'version: "1.0"\n__proto__:\n  x: 1\n'],
  ['modsurfer', 'validate:\n  __proto__: {}\n'],
];

test.for(PROTO)('importPolicy() refuses __proto__ in %s: %j', async ([format, text]) => {
  expect((await faults(format, text))[0]).toContain('the key "__proto__" is not allowed');
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x');
});

test('importPolicy() takes names of objects for names like others', async () => {
  const { manifest, lost } = await imported(
    'spin',
    '[component.a]\nconstructor = 1\n[component.a.environment]\nconstructor = "c"\ntoString = "t"\n',
  );
  expect(told(manifest)).toEqual(['env constructor=c', 'env toString=t']);
  expect(lost.map(lostText)).toEqual([
    '/component/a/constructor: constructor: this translation does not know it, so it is left out',
  ]);
});

const LARGE = 1 << 17;
const HOSTILE: readonly (readonly [string, string])[] = [
  ['too long', ' '.repeat(LARGE + 1)],
  ['brackets', '['.repeat(LARGE)],
  ['brackets under a key', `a = ${'['.repeat(LARGE - 4)}`],
  ['braces', `a: ${'{a: '.repeat(50_000)}`],
  ['dashes', '- '.repeat(LARGE / 2)],
  ['questions', '? '.repeat(LARGE / 2)],
  ['dashes a line each', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['dots', `[component.${'a.'.repeat(40_000)}a]`],
  ['keys', Array.from({ length: 20_000 }, (_, key) => `k${key}: 1`).join('\n')],
  ['keys of TOML', Array.from({ length: 20_000 }, (_, key) => `k${key} = 1`).join('\n')],
  ['laughs', `a: &a [x, x]\n${Array.from({ length: 20 }, (_, n) => `b${n}: &b${n} [*a, *a]`).join('\n')}`],
  ['quotes', '"'.repeat(LARGE)],
  ['single quotes', "'".repeat(LARGE - 1)],
  ['backslashes', `a: "${'\\'.repeat(LARGE - 5)}`],
  ['words', 'a '.repeat(LARGE / 2)],
  ['lines', '#\n'.repeat(LARGE / 2)],
  ['as many lines as may be', Array.from({ length: 8192 }, (_, key) => `k${key}: 1`).join('\n')],
  ['as many quotes as may be', '"'.repeat(8192)],
  ['as many anchors as may be', '&a '.repeat(8192)],
  ['colons', ': '.repeat(LARGE / 2)],
  ['anchors', '&a '.repeat(LARGE / 3)],
  ['tags', '!a '.repeat(LARGE / 3)],
  ['block text', `a: |\n${' x\n'.repeat(LARGE / 4)}`],
  ['half a character', '{"a":"\ud800"}'],
  ['NUL', 'version: "\u0000"'],
];

test.for(HOSTILE)('importPolicy() answers at once whatever it is given: %s', async ([, text]) => {
  const started = performance.now();
  const answers = await Promise.all(POLICY_FORMATS.map((format) => importPolicy(format, text)));
  expect(answers.map(({ ok }) => typeof ok)).toEqual(POLICY_FORMATS.map(() => 'boolean'));
  expect(performance.now() - started).toBeLessThan(5000);
});

const EXPORTED: Manifest = {
  ...emptyManifest(),
  args: ['a b', "it's"],
  env: [['MODE', 'x y']],
  mounts: [
    { guest: '/data', source: { kind: 'path', path: '/data' }, rights: ['read'] },
    { guest: '/out', source: { kind: 'path', path: '/srv/out' }, rights: ['read', 'write', 'create'] },
    { guest: '/some', source: { kind: 'path', path: '/some' }, rights: ['read', 'write'] },
    { guest: '/tmp', source: { kind: 'memory' }, rights: ['read'] },
    { guest: '/in', source: { kind: 'grant', name: 'in' }, rights: ['read'] },
  ],
  random: { kind: 'seeded', seed: 7 },
};

test('exportPolicy() gives no more than the mounts do, and says what has no word there', async () => {
  const texts = await Promise.all(POLICY_FORMATS.map(async (format) => (await exportPolicy(format, EXPORTED, [])).text));
  const [extism = '', spin = '', , deno] = texts;
  expect(JSON.parse(extism)).toMatchObject({
    allowed_hosts: [],
    allowed_paths: { 'ro:/data': '/data', '/srv/out': '/out', 'ro:/some': '/some' },
    memory: { max_pages: 4096 },
    timeout_ms: 30_000,
  });
  expect(spin).toContain('[[component.guest.files]]\nsource = "/srv/out"\ndestination = "/out"\n');
  expect(deno).toBe(
    "MODE='x y' deno run --no-prompt --allow-read=/data,/srv/out,/some --allow-write=/srv/out --allow-env=MODE --seed=7\n",
  );
  const { lost } = await exportPolicy('deno', EXPORTED, []);
  expect(lost.map(lostText)).toEqual([
    '/mounts/2: /some: the right to write but not create is not known there, so it is left out',
    '/mounts/3: /tmp: a tree in memory is not known there, so it is left out',
    '/mounts/4: /in: which folder is granted is not known here, so it is left out',
    "/mounts/1: /out: a program sees the host's own path there",
    '/args: args: arguments have no place there',
    '/limits: wallTime, memory, tableElements, output, openFiles, hostCalls, denials: there are no such limits there',
  ]);
});
