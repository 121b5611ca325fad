// One suite over all transports: what a page may rely on, and what it cannot do to the engine.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../app/contract/channel.ts';
import { connect, STREAM_CREDIT, type Client } from '../../app/contract/connect.ts';
import { commands, streams, type CommandName, type StreamName } from '../../app/contract/contract.ts';
import { MOST_REQUESTS, serve, type Handlers, type ServeOptions } from '../../app/contract/serve.ts';
import { decodeFrame, encodeFrame, type Frame } from '../../app/contract/wire.ts';
import { MODULE, RUN, runSummary, standInHandlers } from './stand-in-handlers.ts';
import { transports, type Joined } from './transports.ts';

const commandNames = Object.keys(commands) as CommandName[];
const streamNames = Object.keys(streams) as StreamName[];

/** Inputs that fit, one a command. */
const fitting: { readonly [Name in CommandName]: unknown } = {
  'app.info': {},
  'isolation.get': {},
  'isolation.test': {},
  'modules.list': {},
  'modules.open': { name: 'a.wasm', bytes: new Uint8Array(3) },
  'modules.open-sample': { sample: 'hello' },
  'modules.details': { module: MODULE },
  'modules.bytes': { module: MODULE, offset: 0, length: 16 },
  'modules.remove': { module: MODULE },
  'manifests.get': { module: MODULE },
  'manifests.set': { module: MODULE, text: '{}' },
  'policy.check': { manifest: '{}', rules: '' },
  'policy.language': {},
  'policy.values': { run: RUN },
  'policy.what-if': { run: RUN, manifest: '{}', rules: '' },
  'policy.capabilities': { module: MODULE, run: RUN, manifest: '{}', rules: '' },
  'policy.reach': { manifest: '{}', rules: '' },
  'policy.suggest': { run: RUN, level: 'exact', withDenied: false },
  'policy.compare': { before: { manifest: '{}', rules: '' }, after: { manifest: '{}', rules: '' } },
  'policy.versions': { module: MODULE },
  'policy.version': { module: MODULE, number: 1 },
  'policy.keep': { module: MODULE },
  'runs.list': {},
  'runs.start': { module: MODULE, stdin: new Uint8Array() },
  'runs.stop': { run: RUN },
  'runs.order': { run: RUN, stop: 0, orders: { breakpoints: [], goal: { kind: 'run' }, verdict: { kind: 'go' } } },
  'runs.freeze': { run: RUN },
  'runs.thaw': { run: RUN },
  'runs.held': { run: RUN },
  'trace.look': { run: RUN, row: 0, phase: 'before', address: 0, length: 16 },
  'runs.question': { run: RUN },
  'runs.answer': { run: RUN, number: 1, answer: 'deny' },
  'trace.rows': { run: RUN, where: '', from: 0, count: 10 },
  'trace.place': { run: RUN, where: '', row: 0 },
  'trace.call': { run: RUN, row: 0 },
  'trace.next-failure': { run: RUN, where: '', from: -1, backwards: false },
  'trace.complete': { run: RUN, text: 'na', cursor: 2 },
  'trace.suggest': { run: RUN, where: '' },
  'trace.matches': { run: RUN, where: '', from: 0, to: 10 },
  'trace.next-match': { run: RUN, where: '', from: -1, backwards: false },
  'trace.overview': { run: RUN, buckets: 10 },
  'sessions.list': {},
  'sessions.details': { run: RUN },
  'sessions.annotate': { run: RUN, tags: ['nightly'], note: '' },
  'sessions.remove': { run: RUN },
  'sessions.bring': { file: 0, bytes: new Uint8Array(), last: true },
  'audit.page': { filter: { lanes: ['denials'], run: RUN }, skip: 0, count: 10 },
  'audit.overview': { buckets: 10 },
  'audit.verify': {},
  'audit.list': { where: 'lane:denials' },
  'audit.lines': { where: '', from: 0, count: 10 },
  'audit.find': { where: '', of: { run: RUN, row: 3 } },
  'audit.complete': { text: 'lane:', cursor: 5 },
  'audit.timeline': { where: '', from: 0, to: 1000, slices: 10 },
  'audit.entry': { seq: 1 },
  'audit.break': { seq: 1 },
  'audit.policy': { digest: 'a'.repeat(64) },
  'audit.proof': { seq: 1 },
  'compare.summary': { a: RUN, b: RUN },
  'compare.rows': { a: RUN, b: RUN, from: 0, count: 10 },
  'compare.next-difference': { a: RUN, b: RUN, from: -1, backwards: false },
  'rebuilt.files': { run: RUN, from: 0, count: 10 },
  'rebuilt.file': { run: RUN, file: 0 },
  'rebuilt.stream': { run: RUN, choice: { kind: 'descriptor', descriptor: 1 }, from: 0, count: 10 },
  'marks.list': { run: RUN },
  'marks.set': { run: RUN, row: 1, text: 'here' },
  'marks.remove': { run: RUN, row: 1 },
  'trace.range': { run: RUN, span: { from: 0, to: 10 } },
};

describe.each(transports)('the contract over $name', ({ join }) => {
  let joined: Joined | undefined;

  async function start(changes: Partial<Handlers> = {}, options: ServeOptions = {}): Promise<Client> {
    joined = await join();
    serve(joined.engine, standInHandlers(changes), { checkOutputs: true, ...options });
    return connect(joined.page);
  }

  /** The page's bare end, for sending what no client of ours would. */
  async function startBare(
    options: ServeOptions = {},
  ): Promise<{ page: Channel; next: () => Promise<Frame>; closed: Promise<void> }> {
    joined = await join();
    serve(joined.engine, standInHandlers(), options);
    const { page } = joined;
    const frames: Frame[] = [];
    const waiting: ((frame: Frame) => void)[] = [];
    page.onMessage((message) => {
      const read = decodeFrame(message);
      if (!read.ok) throw new Error(read.reason);
      const taker = waiting.shift();
      if (taker) taker(read.frame);
      else frames.push(read.frame);
    });
    const next = (): Promise<Frame> => {
      const frame = frames.shift();
      return frame ? Promise.resolve(frame) : new Promise((resolve) => waiting.push(resolve));
    };
    return { page, next, closed: new Promise((resolve) => page.onClose(resolve)) };
  }

  afterEach(async () => {
    await joined?.dispose();
    joined = undefined;
  });

  it.each(commandNames)('%s answers what fits its schema', async (name) => {
    const client = await start();
    const output = await client.call(name, fitting[name] as never);
    expect(commands[name].output.safeParse(output).success).toBe(true);
  });

  it.each(streamNames)('%s gives its items and ends', async (name) => {
    const client = await start();
    const items: unknown[] = [];
    const inputs: Partial<Record<typeof name, object>> = {
      'app.changes': {},
      'compare.progress': { a: RUN, b: RUN },
      'trace.looking': { run: RUN },
      'policy.gathering': { run: RUN },
      'audit.export': { as: 'jsonl', filter: {} },
      'audit.verifying': {},
      'sessions.copy': { run: RUN, leaveOut: ['secret'], privateTexts: false, module: true, notes: true },
      'sessions.to-test': { run: RUN, name: 'test', mode: 'replay', secrets: true },
    };
    for await (const item of client.stream(name, (inputs[name] ?? { run: RUN }) as never)) items.push(item);
    expect(items.map((item) => streams[name].item.safeParse(item).success)).toEqual([true]);
  });

  it('junk on every command is refused by schema, and the engine lives on', async () => {
    const { page, next } = await startBare();
    const boundaries = [
      null,
      undefined,
      true,
      0,
      -1,
      2 ** 53,
      1e308,
      '',
      'x'.repeat(5000),
      [],
      {},
      [[]],
      { run: 'r' },
      { module: 'A' },
    ];
    const junk = [
      ...boundaries,
      { ...Object.fromEntries([['__proto__', 1]]), constructor: null, toString: 1 },
      { run: RUN, row: 0, extra: 1 },
      new Uint8Array(5),
      { name: '', bytes: new Uint8Array() },
      ...fc.sample(fc.jsonValue({ maxDepth: 4 }), { numRuns: 40, seed: 7 }),
    ];
    let request = 0;
    for (const name of commandNames) {
      for (const value of junk) {
        request += 1;
        page.send(encodeFrame({ kind: 'call', request, name, value }));
        const answer = await next();
        if (commands[name].input.safeParse(value).success) expect(answer.kind).toBe('result');
        else expect(answer).toMatchObject({ kind: 'error', request, error: { code: 'BAD_REQUEST' } });
      }
    }
    page.send(encodeFrame({ kind: 'call', request: 1, name: 'app.info', value: {} }));
    expect((await next()).kind).toBe('result');
  });

  it('each field of each input is checked on its own', async () => {
    const { page, next } = await startBare();
    let request = 0;
    for (const name of commandNames) {
      const good = fitting[name] as Record<string, unknown>;
      for (const field of Object.keys(good)) {
        for (const wrong of [null, -5, 1.5, 2 ** 60, 'z'.repeat(1 << 21), { a: 1 }, [1]]) {
          request += 1;
          page.send(encodeFrame({ kind: 'call', request, name, value: { ...good, [field]: wrong } }));
          expect(await next(), `${name} ${field}`).toMatchObject({ kind: 'error', error: { code: 'BAD_REQUEST' } });
        }
      }
    }
  });

  it.each(['nothing.here', '__proto__', 'constructor', 'toString', ''])(
    'a command or stream named %j is refused',
    async (name) => {
      const { page, next } = await startBare();
      page.send(encodeFrame({ kind: 'call', request: 1, name, value: {} }));
      expect(await next()).toMatchObject({ kind: 'error', error: { code: 'BAD_REQUEST' } });
      page.send(encodeFrame({ kind: 'open', request: 2, name, value: {}, credit: 1 }));
      expect(await next()).toMatchObject({ kind: 'error', error: { code: 'BAD_REQUEST' } });
    },
  );

  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['empty', new Uint8Array()],
    ['noise', new Uint8Array(64).fill(255)],
    ['an answer', encodeFrame({ kind: 'result', request: 1, value: {} })],
    ['too much credit', withByte(encodeFrame({ kind: 'credit', request: 1, credit: 9 }), 3)],
    ['another version', withByte(encodeFrame({ kind: 'cancel', request: 1 }), 0)],
  ])('a frame that is junk (%s) closes the channel and says why', async (_what, message) => {
    const reasons: string[] = [];
    const { page, closed } = await startBare({ onRefused: (reason) => reasons.push(reason) });
    page.send(message);
    await closed;
    expect(reasons).toHaveLength(1);
  });

  it('the same request number twice closes the channel', async () => {
    const { page, closed } = await startBare();
    const frame = encodeFrame({ kind: 'open', request: 1, name: 'runs.watch', value: { run: RUN }, credit: 1 });
    page.send(frame);
    page.send(frame);
    await closed;
  });

  it('more requests at once than allowed are refused one by one', async () => {
    const client = await start({ 'runs.stop': (_input, { signal }) => untilAborted(signal) });
    const answers: string[] = [];
    for (let index = 0; index < MOST_REQUESTS + 3; index++) {
      client.call('runs.stop', { run: RUN }).catch((error: { code: string }) => answers.push(error.code));
    }
    await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(answers).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
  });

  it('8 MiB of bytes come through unchanged, both ways', async () => {
    const bytes = new Uint8Array(8 << 20).map((_value, index) => (index * 31) & 255);
    const seen: Uint8Array[] = [];
    const client = await start({
      'runs.start': ({ stdin }) => (seen.push(stdin), { run: runSummary }),
      'trace.rows': () => ({ matching: 1, all: 1, shown: 1, table: bytes }),
    });
    await client.call('runs.start', { module: MODULE, stdin: bytes });
    const { table } = await client.call('trace.rows', { run: RUN, where: '', from: 0, count: 1 });
    expect([Buffer.compare(seen[0] ?? new Uint8Array(), bytes), Buffer.compare(table, bytes)]).toEqual([0, 0]);
  });

  it('bytes beyond what a command takes are refused', async () => {
    const client = await start();
    const stdin = new Uint8Array((16 << 20) + 1);
    await expect(client.call('runs.start', { module: MODULE, stdin })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(client.call('app.info', { x: stdin } as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('a slow page makes the engine produce no more than its credit', async () => {
    let produced = 0;
    async function* endless(): AsyncGenerator<typeof runSummary> {
      for (;;) {
        produced += 1;
        yield { ...runSummary, number: produced };
      }
    }
    const client = await start({ 'runs.watch': endless });
    const iterator = client.stream('runs.watch', { run: RUN })[Symbol.asyncIterator]();
    const numbers: number[] = [];
    for (let index = 0; index < 100; index++) {
      const next = await iterator.next();
      if (!next.done) numbers.push(next.value.number);
      if (index % 20 === 0) await settle();
      expect(produced - numbers.length).toBeLessThanOrEqual(STREAM_CREDIT + 1);
    }
    await settle();
    const before = produced;
    await settle();
    expect([produced - before, numbers.at(-1)]).toEqual([0, 100]);
    await iterator.return?.();
  });

  it('an aborted call rejects at once, and its handler hears of it', async () => {
    let heard = false;
    const client = await start({
      'runs.stop': async (_input, { signal }) => {
        const answer = await untilAborted(signal);
        heard = true;
        return answer;
      },
    });
    const controller = new AbortController();
    const call = client.call('runs.stop', { run: RUN }, { signal: controller.signal });
    await client.call('app.info', {});
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    await client.call('app.info', {});
    await settle();
    expect(heard).toBe(true);
    const before = client.call('app.info', {}, { signal: controller.signal });
    await expect(before).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('leaving a loop ends the stream in the engine', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<typeof runSummary> {
      try {
        for (;;) yield runSummary;
      } finally {
        ended = true;
      }
    }
    const client = await start({ 'runs.watch': endless });
    for await (const _item of client.stream('runs.watch', { run: RUN })) break;
    await client.call('app.info', {});
    await settle();
    expect(ended).toBe(true);
  });

  it('a closed channel aborts every handler and rejects every call', async () => {
    let aborted = 0;
    const client = await start({
      'runs.stop': async (_input, { signal }) => {
        const answer = await untilAborted(signal);
        aborted += 1;
        return answer;
      },
      'runs.watch': async function* (_input, { signal }) {
        yield runSummary;
        await untilAborted(signal);
        aborted += 1;
      },
    });
    const call = client.call('runs.stop', { run: RUN });
    const items = client.stream('runs.watch', { run: RUN })[Symbol.asyncIterator]();
    await items.next();
    const waiting = items.next();
    client.close();
    await expect(call).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
    await client.closed;
    await expect(client.call('app.info', {})).rejects.toMatchObject({ code: 'CLOSED' });
    await settle();
    expect(aborted).toBe(2);
  });

  it('an engine that closes is noticed', async () => {
    joined = await join();
    const dispose = serve(joined.engine, standInHandlers({ 'runs.stop': (_input, { signal }) => untilAborted(signal) }));
    const client = connect(joined.page);
    const call = client.call('runs.stop', { run: RUN });
    await client.call('app.info', {});
    dispose();
    await expect(call).rejects.toMatchObject({ code: 'CLOSED' });
    await client.closed;
  });

  it('errors cross as code, message and diagnostics; our insides do not', async () => {
    const faults: unknown[] = [];
    const secret = Object.assign(new Error("ENOENT: no such file, open '/home/me/key'"), { code: 'ENOENT' });
    const client = await start(
      {
        'app.info': () => {
          throw secret;
        },
        'runs.watch': function* () {
          yield runSummary;
          throw secret;
        },
      },
      { onFault: (name, thrown) => faults.push([name, thrown]) },
    );
    const error: unknown = await client.call('app.info', {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL', diagnostics: [] });
    expect(JSON.stringify(error) + String(error)).not.toContain('/home');
    const items = client.stream('runs.watch', { run: RUN })[Symbol.asyncIterator]();
    expect((await items.next()).done).toBe(false);
    await expect(items.next()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(faults).toEqual([
      ['app.info', secret],
      ['runs.watch', secret],
    ]);
  });

  it('junk from the engine closes the page’s end', async () => {
    joined = await join();
    const { engine } = joined;
    const client = connect(joined.page);
    const call = client.call('app.info', {});
    engine.onMessage(() => engine.send(new Uint8Array([9, 9, 9])));
    await expect(call).rejects.toMatchObject({ code: 'CLOSED' });
    await client.closed;
  });

  it('late and unknown answers are ignored', async () => {
    const client = await start();
    joined?.engine.send(encodeFrame({ kind: 'result', request: 77, value: {} }));
    joined?.engine.send(encodeFrame({ kind: 'end', request: 78 }));
    await expect(client.call('modules.remove', { module: MODULE })).resolves.toEqual({});
  });
});

function withByte(message: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
  message[at] = 200;
  return message;
}

function untilAborted(signal: AbortSignal): Promise<{ run: typeof runSummary }> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ run: runSummary }), { once: true }));
}

/** Long enough for frames on their way to arrive. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
