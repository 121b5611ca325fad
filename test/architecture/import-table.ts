// Who may import whom, written down a second time: the linter's configuration is checked against this table, pair by
// pair, so that a slip in either shows. A place may always import itself.

/** A place in the tree, with the path of a file that stands for it. */
export const PLACES = {
  base: 'sandbox-core/base/planted.ts',
  'platform port': 'sandbox-core/platform/platform.ts',
  'platform on Node': 'sandbox-core/platform/node/planted.ts',
  module: 'sandbox-core/module/planted.ts',
  rewrite: 'sandbox-core/rewrite/planted.ts',
  query: 'sandbox-core/query/planted.ts',
  policy: 'sandbox-core/policy/planted.ts',
  'policy, Cedar': 'sandbox-core/policy/cedar/planted.ts',
  'policy tools': 'sandbox-core/policy-tools/planted.ts',
  'policy, translated': 'sandbox-core/policy/translate/planted.ts',
  limits: 'sandbox-core/limits/planted.ts',
  'recording, record': 'sandbox-core/recording/record/planted.ts',
  'recording, store': 'sandbox-core/recording/store/planted.ts',
  host: 'sandbox-core/host/wasi-p1/planted.ts',
  audit: 'sandbox-core/audit/planted.ts',
  trace: 'sandbox-core/trace/planted.ts',
  profile: 'sandbox-core/profile/planted.ts',
  runtime: 'sandbox-core/runtime/planted.ts',
  interpreter: 'sandbox-core/interpreter/planted.ts',
  debug: 'sandbox-core/debug/planted.ts',
  run: 'sandbox-core/run/planted.ts',
  tenant: 'sandbox-core/tenant/planted.ts',
  sandbox: 'sandbox-core/sandbox/planted.ts',
  session: 'sandbox-core/session/planted.ts',
  regression: 'sandbox-core/regression/planted.ts',
  sweep: 'sandbox-core/sweep/planted.ts',
  door: 'sandbox-core/index.ts',
  'Node door': 'sandbox-core/node.ts',
  'guest door': 'sandbox-core/guest.ts',
  'guest thread': 'sandbox-core/guest-thread.ts',
  contract: 'app/contract/planted.ts',
  services: 'app/services/planted.ts',
  'command line': 'app/cli/planted.ts',
  'Node host': 'app/node-host/planted.ts',
  launch: 'app/launch/planted.ts',
  main: 'main/planted.ts',
  preload: 'preload/planted.ts',
  connection: 'renderer/connection/planted.ts',
  store: 'renderer/store/planted.ts',
  commands: 'renderer/commands/planted.ts',
  ui: 'renderer/ui/planted.tsx',
  'ui words': 'renderer/ui/planted.ts',
  charts: 'renderer/charts/planted.tsx',
  screen: 'renderer/screens/one/planted.tsx',
  'other screen': 'renderer/screens/two/planted.tsx',
  'screen list': 'renderer/screens/screens.ts',
  'screen form': 'renderer/screens/screen.ts',
  shell: 'renderer/shell/planted.tsx',
  page: 'renderer/main.tsx',
} as const;

export type Place = keyof typeof PLACES;

const port: Place = 'platform port';
const recording: readonly Place[] = ['recording, record', 'recording, store'];
const readers: readonly Place[] = ['audit', 'trace', 'profile'];
/** What a guest process is made of: nothing that keeps or reads recordings. */
const inGuest: readonly Place[] = [
  'base',
  port,
  'module',
  'rewrite',
  'query',
  'policy',
  'limits',
  'recording, record',
  'host',
  'runtime',
  'interpreter',
  'run',
];
const belowSandbox: readonly Place[] = [...inGuest, 'recording, store', ...readers, 'debug', 'session', 'regression', 'sweep'];
const core: readonly Place[] = [...belowSandbox, 'policy, Cedar', 'policy tools', 'policy, translated', 'tenant', 'sandbox'];
const aboveRun: readonly Place[] = ['run', 'debug', 'session', 'regression', 'sweep'];
const belowRun = belowSandbox.filter((part) => !aboveRun.includes(part));

/** What each place may import besides itself. */
export const MAY_IMPORT: Readonly<Record<Place, readonly Place[]>> = {
  base: [],
  'platform port': ['base'],
  'platform on Node': ['base', port],
  module: ['base'],
  rewrite: ['base', 'module', port],
  query: ['base'],
  policy: ['base', 'limits'],
  'policy, Cedar': ['base', 'policy', 'limits', port],
  'policy tools': ['base', 'module', 'policy', 'policy, Cedar', 'limits', 'host', ...recording, 'trace'],
  'policy, translated': ['base', 'policy', 'policy, Cedar', 'limits'],
  limits: ['base'],
  'recording, record': ['base', port],
  'recording, store': ['base', 'recording, record', port],
  host: ['base', 'module', 'policy', 'limits', 'query', 'recording, record', port],
  audit: ['base', 'query', ...recording, port],
  trace: ['base', 'query', 'policy', ...recording, port],
  profile: ['base', 'module', ...recording, port],
  runtime: ['base', 'module', 'rewrite', port],
  interpreter: ['base', 'module', port],
  debug: ['base', 'module', 'query', 'interpreter', ...recording, port],
  run: belowRun,
  tenant: ['base', 'module', 'policy', 'limits', 'recording, record', 'host', 'runtime', 'run', port],
  sandbox: ['base', 'module', 'policy', 'policy, Cedar', 'limits', 'host', 'rewrite', 'run', 'tenant', port],
  session: ['base', 'module', 'query', 'policy', ...recording, 'trace'],
  regression: ['base', 'module', 'policy', 'limits', ...recording, 'host', 'trace', 'run', port],
  sweep: ['base', port, 'module', 'policy', 'query', 'limits', ...recording, 'host', 'trace', 'run'],
  door: core,
  'Node door': [...core, 'platform on Node'],
  'guest door': [...inGuest, 'tenant', 'platform on Node'],
  'guest thread': [...inGuest, 'tenant', 'platform on Node', 'guest door'],
  contract: [],
  services: ['door', 'contract'],
  'command line': ['launch', 'services', 'contract', 'door', 'Node door'],
  'Node host': ['services', 'contract', 'door', 'Node door'],
  launch: [],
  // Electron's engine process is a Node process too: folders, grants and samples are handled by the same code.
  main: ['Node host', 'services', 'contract', 'door', 'Node door', 'guest door'],
  preload: [],
  connection: ['contract'],
  store: ['connection', 'contract', 'ui words'],
  commands: [],
  ui: ['ui words'],
  'ui words': ['ui'],
  charts: ['ui', 'ui words'],
  screen: ['store', 'commands', 'ui', 'ui words', 'charts', 'contract'],
  'other screen': ['store', 'commands', 'ui', 'ui words', 'charts', 'contract'],
  'screen list': ['screen', 'other screen', 'store', 'commands'],
  'screen form': [],
  shell: ['connection', 'store', 'commands', 'ui', 'ui words', 'charts', 'screen list', 'contract'],
  page: ['shell', 'connection', 'store', 'commands', 'ui', 'ui words'],
};

/** What may be imported as types only. */
export const MAY_IMPORT_TYPES: Partial<Readonly<Record<Place, readonly Place[]>>> = {
  contract: ['door'],
  main: ['preload'],
  connection: ['preload'],
  commands: ['ui', 'ui words'],
  ui: ['contract'],
  'ui words': ['contract'],
  charts: ['contract'],
  screen: ['screen form'],
  'other screen': ['screen form'],
  'screen list': ['screen form'],
  'screen form': ['store', 'ui', 'ui words'],
  shell: ['screen form'],
};

const neutral: readonly Place[] = core;

/** Packages that may not be imported, by place. */
export const OUTSIDE: readonly { readonly from: readonly Place[]; readonly never: readonly string[] }[] = [
  { from: [...neutral, 'door'], never: ['node:fs', 'node:worker_threads', 'electron', 'react'] },
  { from: ['platform on Node', 'Node door', 'guest door', 'guest thread'], never: ['electron', 'react'] },
  {
    from: ['contract', 'connection', 'store', 'commands', 'ui', 'charts', 'screen', 'shell', 'page'],
    never: ['node:fs', 'electron'],
  },
  { from: ['services'], never: ['node:fs', 'electron', 'react'] },
  { from: ['command line', 'Node host'], never: ['electron', 'react'] },
  { from: ['main'], never: ['react'] },
  { from: ['preload'], never: ['node:fs'] },
];
