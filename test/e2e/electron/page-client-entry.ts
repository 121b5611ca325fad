// Runs inside the page under test: speaks the contract over a port of its own, asked for as the page itself asks.
import { connect, type Client } from '../../../app/contract/connect.ts';
import type { IsolationStatus } from '../../../app/contract/isolation-schema.ts';
import { messagePortChannel } from '../../../app/contract/message-port-channel.ts';
import type { RunSummary } from '../../../app/contract/schemas.ts';
import type { PortNotice } from '../../../preload/native-bridge.ts';

const PORT_NOTICE: PortNotice = 'wasm-sandbox:port';

export interface PageClient {
  connect(): Promise<void>;
  /** Sends each over a port of its own; answers how many of those ports the engine closed. */
  junk(): Promise<number>;
  /** Resolves when the present connection has closed. */
  closed(): Promise<void>;
  info(): Promise<{ readonly host: string; readonly samples: readonly string[]; readonly grants: readonly string[] }>;
  modules(): Promise<readonly string[]>;
  testIsolation(): Promise<IsolationStatus>;
  start(sample: string): Promise<string>;
  run(id: string): Promise<RunSummary>;
  /** The run when it has ended. */
  ended(id: string): Promise<RunSummary>;
  output(id: string): Promise<string>;
  rows(id: string): Promise<{ readonly all: number; readonly bytes: number }>;
}

declare global {
  interface Window {
    pageClient: PageClient;
  }
}

let client: Client | undefined;

function current(): Client {
  if (!client) throw new Error('not connected');
  return client;
}

async function find(id: string): Promise<RunSummary> {
  const { runs } = await current().call('runs.list', {});
  const run = runs.find((one) => one.id === id);
  if (!run) throw new Error(`no run ${id}`);
  return run;
}

function requestPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const heard = (event: MessageEvent<unknown>): void => {
      const [given] = event.ports;
      if (event.data !== PORT_NOTICE || !given) return;
      window.removeEventListener('message', heard);
      resolve(given);
    };
    window.addEventListener('message', heard);
    window.sandboxNative?.requestPort();
  });
}

window.pageClient = {
  testIsolation: () => current().call('isolation.test', {}),
  async connect() {
    client = connect(messagePortChannel(await requestPort()));
  },
  async junk() {
    const messages: unknown[] = [
      'text',
      7,
      null,
      { kind: 'spawn-guest', guest: 1 },
      new Uint8Array(),
      new Uint8Array(4096).fill(255),
    ];
    let closed = 0;
    for (const message of messages) {
      const port = await requestPort();
      const gone = new Promise<void>((resolve) => {
        port.addEventListener('close', () => resolve());
      });
      port.start();
      port.postMessage(message);
      await gone;
      closed += 1;
    }
    return closed;
  },
  closed: () => current().closed,
  async info() {
    const { host, samples, grants } = await current().call('app.info', {});
    return { host, samples: samples.map(({ id }) => id), grants: grants.map(({ name }) => name) };
  },
  async modules() {
    const { modules } = await current().call('modules.list', {});
    return modules.map(({ name }) => name);
  },
  async start(sample) {
    const { module } = await current().call('modules.open-sample', { sample });
    const { run } = await current().call('runs.start', { module: module.id, stdin: new Uint8Array() });
    return run.id;
  },
  run: find,
  async ended(id) {
    for await (const summary of current().stream('runs.watch', { run: (await find(id)).id })) {
      if (summary.state === 'ended') return summary;
    }
    return find(id);
  },
  async output(id) {
    let text = '';
    for await (const { bytes } of current().stream('runs.output', { run: (await find(id)).id })) {
      text += new TextDecoder().decode(bytes);
    }
    return text;
  },
  async rows(id) {
    const { all, table } = await current().call('trace.rows', { run: (await find(id)).id, where: '', from: 0, count: 1000 });
    return { all, bytes: table.length };
  },
};
