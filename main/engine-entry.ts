// First file of the engine's utility process: the app over Node's platform, with guests that main forks for it, serving
// each page over the port that main brings.
import type { MessagePortMain, ParentPort } from 'electron';
import { messagePortChannel } from '../app/contract/message-port-channel.ts';
import { parseRoot, type Root } from '../app/node-host/grants.ts';
import { watchIsolation, type IsolationWatch } from '../app/node-host/isolation.ts';
import { createNodeApp } from '../app/node-host/node-app.ts';
import type { App } from '../app/services/app.ts';
import { messageOf, SandboxError } from '../sandbox-core/index.ts';
import { nodePlatform, stderrLog } from '../sandbox-core/node.ts';
import { readToEngine, type EngineStart, type FromEngine, type ToEngine } from './engine-messages.ts';
import { guestsOf } from './guest-choice.ts';
import { readModuleFile } from './module-file.ts';
import { UtilityGuests } from './utility-guests.ts';

const parentPort: ParentPort = process.parentPort;
const log = stderrLog('info');
const guests = new UtilityGuests(tell);
let engine: Engine | undefined;

parentPort.on('message', ({ data, ports: [port] }) => {
  const message = readToEngine(data);
  if (message) hear(message, port);
  else log.write('warn', 'engine', 'a message of main was not understood');
});

interface Engine {
  readonly app: App;
  readonly isolation: IsolationWatch;
  /** Whether it is granted; else the person was told why not. */
  grant(root: Root): boolean;
}

function hear(message: ToEngine, port: MessagePortMain | undefined): void {
  if (message.kind === 'start') engine = startEngine(message);
  else if ('guest' in message) guests.answer(message, port);
  else if (engine) obey(engine, message, port);
  else throw new SandboxError('INTERNAL', `main said ${message.kind} before start`);
}

function obey(
  { app, isolation, grant }: Engine,
  message: Extract<ToEngine, { kind: 'page' | 'grant' | 'open' | 'close' }>,
  port: MessagePortMain | undefined,
): void {
  switch (message.kind) {
    case 'page':
      if (port) app.serve(messagePortChannel(port));
      return;
    case 'grant':
      if (grant({ name: undefined, folder: message.path, writable: true })) tell({ kind: 'granted', path: message.path });
      return;
    case 'open':
      void open(app, message.path);
      return;
    case 'close':
      void close(app, isolation);
  }
}

function startEngine({ version, sessions, samples, own, roots, node, bubblewrap }: EngineStart): Engine {
  const chosen = guestsOf(guests, node, bubblewrap);
  // The page reads what it knows of the app again when grants change.
  const isolation = watchIsolation({ ...chosen, log, changed: () => grants.changed.emit() });
  const { app, grants } = createNodeApp({
    platform: nodePlatform({ log, guests: chosen.spawner }),
    host: 'electron',
    version,
    isolation,
    own,
    sessions,
    samples,
    assemble: { entry: new URL('./wat-thread.js', import.meta.url) },
    cedar: new URL('./cedar-thread.js', import.meta.url),
    probes: chosen.probes,
  });
  const grant = (root: Root): boolean => {
    const added = grants.add(root);
    if (!added.ok) tell({ kind: 'refused', message: added.message });
    return added.ok;
  };
  for (const text of roots) {
    const root = parseRoot(text);
    if (root) grant(root);
    else tell({ kind: 'refused', message: `--root ${text} is not NAME=FOLDER or FOLDER` });
  }
  return { app, isolation, grant };
}

async function open(app: App, path: string): Promise<void> {
  try {
    const { name, bytes } = await readModuleFile(path);
    await app.open(name, bytes);
  } catch (thrown) {
    tell({ kind: 'refused', message: `${path} could not be opened: ${messageOf(thrown)}` });
  }
}

async function close(app: App, isolation: IsolationWatch): Promise<void> {
  await isolation.stop();
  await app.close();
  process.exit(0);
}

function tell(message: FromEngine): void {
  parentPort.postMessage(message);
}
