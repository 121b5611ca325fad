// Handlers that answer every command and stream with something valid, so that the wire can be tested without an engine.
import type { IsolationStatus } from '../../app/contract/isolation-schema.ts';
import type { CommandHandlers, Handlers, StreamHandlers } from '../../app/contract/serve.ts';
import type { ModuleSummary, RunSummary } from '../../app/contract/schemas.ts';

export const MODULE = 'ab'.repeat(32);
export const RUN = 'r0123456789ab';

export const moduleSummary: ModuleSummary = {
  id: MODULE,
  name: 'hello.wasm',
  size: 8,
  kind: 'command',
  wants: ['stdio'],
  unknownImports: [],
  diagnostics: [],
  sample: null,
  lastRun: null,
};

export const runSummary: RunSummary = {
  id: RUN,
  number: 1,
  module: MODULE,
  moduleName: 'hello.wasm',
  startedAt: 0,
  state: 'ended',
  held: null,
  ending: { kind: 'returned' },
  sentence: 'It returned.',
  wall: 1,
  calls: 1,
  denials: 0,
  errors: 0,
  memory: 65_536,
  limits: [],
};

const isolationStatus: IsolationStatus = {
  state: 'untried',
  guests: '',
  layers: [],
  attempts: [],
  holds: false,
  testedAt: null,
  failure: '',
};

const auditLine = {
  ...({ seq: 1, time: 0, lane: 'people', kind: 'person', by: 'you', run: null, number: null, what: '', count: 1 } as const),
  ...{ rule: null, row: null, lastRow: null, version: 0, limit: null, hash: '' },
};

const commandHandlers: CommandHandlers = {
  'app.info': () => ({ version: '0', host: 'browser', engine: 'none', samples: [], grants: [], isolation: [] }),
  'isolation.get': () => isolationStatus,
  'isolation.test': () => isolationStatus,
  'modules.list': () => ({ modules: [moduleSummary] }),
  'modules.open': ({ name, bytes }) => ({ module: { ...moduleSummary, name, size: bytes.length } }),
  'modules.open-sample': () => ({ module: moduleSummary }),
  'modules.details': () => ({
    summary: moduleSummary,
    sections: [],
    imports: [],
    exports: [],
    memories: [],
    functions: 0,
    importedFunctions: 0,
    producers: [],
    cut: false,
  }),
  'modules.bytes': ({ offset, length }) => ({ bytes: new Uint8Array(length).fill(offset & 255) }),
  'modules.remove': () => ({}),
  'manifests.get': () => ({ text: '{}', rules: '', diagnostics: [] }),
  'manifests.set': () => ({ diagnostics: [] }),
  'policy.check': () => ({ findings: [], rules: [], cedar: '' }),
  'policy.language': () => ({ manifestSchema: '{}', cedarSchema: '', actions: [] }),
  'policy.values': () => ({ paths: [], calls: [] }),
  'policy.what-if': () => ({ result: null }),
  'policy.capabilities': () => ({ result: null }),
  'policy.reach': () => ({ idle: [], complete: true }),
  'policy.suggest': () => ({ manifest: '{}', rules: '', parts: [], notes: [] }),
  'policy.compare': () => ({ faulty: [], onlyBefore: [], onlyAfter: [], tried: 0, complete: true }),
  'policy.versions': () => ({ versions: [], most: 50, lasts: true }),
  'policy.version': () => ({ manifest: '{}', rules: '' }),
  'policy.keep': () => ({ version: { number: 1, keptAt: 0, digest: '', run: null } }),
  'runs.list': () => ({ runs: [runSummary] }),
  'runs.start': () => ({ run: runSummary }),
  'runs.stop': () => ({ run: runSummary }),
  'runs.order': () => ({ run: runSummary }),
  'runs.freeze': () => ({ run: runSummary }),
  'runs.thaw': () => ({ run: runSummary }),
  'runs.held': () => ({ held: null }),
  'trace.rows': () => ({ matching: 0, all: 0, shown: 0, table: new Uint8Array() }),
  'trace.place': () => ({ place: null }),
  'trace.call': ({ row }) => ({
    row,
    name: 'fd_write',
    family: 'stdio',
    outcome: 'ok',
    time: 0,
    duration: 0,
    result: 'success',
    why: { sentence: 'A rule permits it.', rule: 1, ruleText: 'stdout may be written', pointer: '' },
    arguments: [],
    edits: [],
    bytes: [{ kind: 'stdout', pointer: 16, length: 3, data: new Uint8Array([1, 2, 3]) }],
    memoryPages: 1,
  }),
  'trace.next-failure': () => ({ row: null, place: null }),
  'trace.complete': () => ({ fault: null, from: 0, to: 0, items: [] }),
  'trace.suggest': () => ({ meant: null }),
  'trace.matches': () => ({ matching: 0, rows: [], marks: [] }),
  'trace.next-match': () => ({ row: null, place: null, matching: 0 }),
  'sessions.list': () => ({ sessions: [], most: 100 }),
  'sessions.details': () => ({ engine: 'none', moduleDigest: '', version: 2, manifest: null, plan: [], isWhole: true }),
  'sessions.annotate': ({ run, tags, note }) => ({ session: { run, size: 0, tags, note } }),
  'sessions.remove': () => ({}),
  'audit.page': () => ({ matching: 0, rows: [] }),
  'audit.overview': () => ({ entries: 0, from: 0, to: 0, counts: [], verified: null }),
  'audit.verify': () => ({ entries: 0, signed: 0, checkpoints: 0, findings: [], at: 0 }),
  'audit.list': () => ({ all: 0, matching: 0, groups: [], from: 0, to: 0 }),
  'audit.lines': () => ({ lines: [auditLine] }),
  'audit.find': () => ({ seq: 1, place: 0 }),
  'audit.complete': () => ({ fault: null, from: 0, to: 0, items: [] }),
  'audit.timeline': () => ({ marks: [], runs: [] }),
  'audit.entry': () => ({
    ...{ line: auditLine, fields: [], module: '', moduleDigest: '', policy: null, policyBefore: null, ruleText: '', pointer: '' },
    ...{ hash: '', expected: '', before: '', after: null, leafIndex: 0, leafHash: '', signedOver: null },
  }),
  'audit.break': () => ({ time: 0, expected: '', found: '' }),
  'audit.policy': () => ({ text: '{}', cut: false }),
  'audit.proof': ({ seq }) => ({ name: `audit-entry-${seq}`, bytes: new Uint8Array([1]) }),
  'compare.summary': () => ({
    headers: [],
    functions: [],
    lines: 0,
    differences: 0,
    firstDifference: null,
    approximated: false,
    cut: false,
  }),
  'compare.rows': () => ({ lines: 0, table: new Uint8Array() }),
  'compare.next-difference': () => ({ line: null }),
  'rebuilt.files': () => ({ all: 0, cut: false, table: new Uint8Array() }),
  'rebuilt.file': () => ({ file: null }),
  'rebuilt.stream': () => ({ stream: null, table: new Uint8Array(), bytes: new Uint8Array() }),
  'trace.overview': () => ({ end: 0, span: { from: 0, to: 0 }, calls: [], memory: [], marks: [], totals: [] }),
  'marks.list': () => ({ marks: [] }),
  'marks.set': () => ({ marks: [] }),
  'marks.remove': () => ({ marks: [] }),
  'trace.range': () => ({ calls: 0, denials: 0, errors: 0, bytes: 0 }),
};

const streamHandlers: StreamHandlers = {
  'app.changes': () => [{ modules: true, runs: false, grants: false }],
  'policy.gathering': () => [{ done: 1, all: 1 }],
  'compare.progress': () => [{ done: 1, all: 1 }],
  'runs.watch': () => [runSummary],
  'audit.export': () => [{ bytes: new Uint8Array([123, 125, 10]) }],
  'audit.verifying': () => [{ done: 1, all: 1, report: null }],
  'runs.output': () => [{ from: 'stdout', bytes: new Uint8Array([104, 105]) }],
};

export function standInHandlers(changes: Partial<Handlers> = {}): Handlers {
  return { ...commandHandlers, ...streamHandlers, ...changes };
}
