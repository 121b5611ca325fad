// Start of the Electron host, in the order that Electron demands: lock, sandbox and scheme before `ready`; then the
// session's rules, the page's files, the engine and the window.
import { join, resolve } from 'node:path';
import { app, ipcMain, Menu, MessageChannelMain, protocol, session, utilityProcess, type UtilityProcess } from 'electron';
import { appFolders } from '../app/node-host/app-folders.ts';
import { registerPageScheme, servePage } from './app-protocol.ts';
import { parseArguments, type Arguments } from './arguments.ts';
import { findBundledNode } from './bundled-node.ts';
import { childEnvironment } from './child-environment.ts';
import { chooseFolder, chooseModules, tellRefusal } from './dialogs.ts';
import { EngineProcess } from './engine-process.ts';
import type { GuestRole, ToEngine } from './engine-messages.ts';
import { GuestBroker } from './guest-broker.ts';
import { menuTemplate } from './menu.ts';
import { isOwnPage, pageAddress, type SenderFrame } from './page-address.ts';
import { confine, denyPermissions, onlyOwnAddresses } from './security.ts';
import { openWindow, showAgain } from './window.ts';

const address = pageAddress(app.isPackaged, process.env['ELECTRON_RENDERER_URL']);
const developerTools = !app.isPackaged;
const parsed = parseArguments(process.argv);

if (!parsed.ok) {
  log(parsed.message);
  app.exit(125);
} else if (app.requestSingleInstanceLock()) {
  beforeReady();
  app
    .whenReady()
    .then(() => run(parsed.value))
    .catch((thrown: unknown) => {
      // A built page that is not there, say: without a window nobody could end us.
      log(thrown instanceof Error ? thrown.message : String(thrown));
      app.exit(1);
    });
} else {
  app.quit();
}

function beforeReady(): void {
  app.enableSandbox();
  registerPageScheme(protocol);
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

function run(given: Arguments): void {
  denyPermissions(session.defaultSession);
  onlyOwnAddresses(session.defaultSession, address, developerTools);
  servePage(protocol, at('../renderer'));
  const engine = createEngine(given, (message) => void tellRefusal(window, message));
  const actions = {
    grantFolder: async () => {
      const path = await chooseFolder(window);
      if (path !== undefined) engine.tell({ kind: 'grant', path });
    },
    openModules: async () => {
      for (const path of await chooseModules(window)) engine.tell({ kind: 'open', path });
    },
  };
  serveThePage(engine, actions.grantFolder);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, process.platform, developerTools)));
  const window = openWindow({ address, preload: at('../preload/preload.cjs'), developerTools });
  engine.start();
  for (const file of given.files) engine.tell({ kind: 'open', path: resolve(file) });
  app.on('second-instance', () => showAgain(window));
  app.on('window-all-closed', () => app.quit());
  closeInOrder(engine);
}

function createEngine(given: Arguments, refused: (message: string) => void): EngineProcess {
  const { sessions, settings } = appFolders();
  const start: ToEngine = {
    kind: 'start',
    version: app.getVersion(),
    sessions: given.sessions === undefined ? sessions : resolve(given.sessions),
    samples: at('../../resources/samples'),
    own: [settings, app.getPath('userData'), at('..')],
    roots: given.roots,
    node: findBundledNode(process.resourcesPath, process.platform) ?? null,
    bubblewrap: given.bubblewrap,
  };
  /** Folders granted by dialog: granted again to an engine that had to be started anew. */
  const granted = new Set<string>();
  return new EngineProcess({
    fork: () => forkEntry('engine'),
    createChannel: () => new MessageChannelMain(),
    guests: new GuestBroker({ fork: forkEntry, createChannel: () => new MessageChannelMain(), killNow }),
    firstMessages: () => [start, ...[...granted].map((path): ToEngine => ({ kind: 'grant', path }))],
    granted: (path) => granted.add(path),
    refused,
    log,
  });
}

function forkEntry(role: 'engine' | GuestRole): UtilityProcess {
  return utilityProcess.fork(at(`${role}-entry.js`), [], {
    env: childEnvironment(role === 'engine' ? 'engine' : 'guest', process.platform, process.env),
    serviceName: `Wasm Sandbox ${role}`,
    // The engine logs; what a guest process says itself are V8's last words, which the engine wants to know.
    stdio: role === 'engine' ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'ignore', 'pipe'],
  });
}

/** Handlers of what the page asks, each behind the question who asks. */
function serveThePage(engine: EngineProcess, grantFolder: () => Promise<void>): void {
  ipcMain.on('request-port', ({ senderFrame }) => {
    if (senderFrame && fromOwnPage(senderFrame)) engine.connectPage(senderFrame);
  });
  ipcMain.handle('grant-folder', async ({ senderFrame }) => {
    if (fromOwnPage(senderFrame)) await grantFolder();
  });
}

function fromOwnPage(frame: SenderFrame | null): boolean {
  if (isOwnPage(frame, address)) return true;
  log('a message of a foreign frame was dropped');
  return false;
}

/** The engine closes its files before the app goes. */
function closeInOrder(engine: EngineProcess): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().then(() => {
      closed = true;
      app.quit();
    });
  });
}

/** A path beside the built main process. */
function at(path: string): string {
  return join(import.meta.dirname, path);
}

function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone: what we wanted.
    return false;
  }
}

function log(message: string): void {
  process.stderr.write(`wasm-sandbox: ${message}\n`);
}
