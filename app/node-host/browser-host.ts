// The whole browser host: the App on Node behind the loopback server.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { findLayers, guestEntry, nodeGuests, nodePlatform, selfTestEntry, stderrLog } from '../../sandbox-core/node.ts';
import { appFolders } from './app-folders.ts';
import type { Root } from './grants.ts';
import { watchIsolation } from './isolation.ts';
import { createNodeApp, type NodeApp } from './node-app.ts';
import { readPageFiles } from './page-files.ts';
import { startServer, type RunningServer } from './server.ts';

export interface BrowserHostOptions {
  readonly port?: number;
  readonly roots?: readonly Root[];
  readonly sessions?: string | undefined;
  /** The built page; out/renderer where nothing is said. */
  readonly page?: string | undefined;
  /** False leaves bubblewrap and its filter out, though they may be there. */
  readonly bubblewrap?: boolean;
}

export interface BrowserHost {
  /** With the token in its fragment. */
  readonly url: string;
  close(): Promise<void>;
}

/** Something that the person who started it can mend: its message is the whole story. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The checkout, or the folder into which the application was unpacked. */
const APP_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

export async function startBrowserHost(options: BrowserHostOptions = {}): Promise<BrowserHost> {
  const page = options.page ?? join(APP_FOLDER, 'out/renderer');
  if (!existsSync(join(page, 'index.html'))) throw new StartError('the page is not built yet (npm run build does it)');
  const folders = appFolders();
  const layers = findLayers({ bubblewrap: options.bubblewrap !== false });
  const guests = nodeGuests({ entry: guestEntry(), layers });
  const log = stderrLog('warn');
  // The page reads what it knows of the app again when grants change.
  const isolation = watchIsolation({
    layers,
    kind: 'child',
    guests: 'Each guest runs in a child process of Node.',
    spawnerFor: (tried) => nodeGuests({ entry: selfTestEntry(), layers: tried }),
    log,
    changed: () => grants.changed.emit(),
  });
  const { app, grants } = createNodeApp({
    platform: nodePlatform({ log, guests }),
    host: 'browser',
    version: ownVersion(),
    isolation,
    own: [APP_FOLDER, page, folders.sessions, folders.settings],
    sessions: options.sessions ?? folders.sessions,
    samples: join(APP_FOLDER, 'resources/samples'),
  });
  try {
    grant(grants, options.roots ?? []);
    const server = await listen(options.port ?? 0, page, app);
    return {
      url: server.url,
      close: async () => {
        await server.close();
        await isolation.stop();
        await app.close();
      },
    };
  } catch (thrown) {
    await isolation.stop();
    await app.close();
    throw thrown;
  }
}

function grant(grants: NodeApp['grants'], roots: readonly Root[]): void {
  for (const root of roots) {
    const added = grants.add(root);
    if (!added.ok) throw new StartError(`--root: ${added.message}`);
  }
}

async function listen(port: number, page: string, app: NodeApp['app']): Promise<RunningServer> {
  try {
    return await startServer({ port, files: readPageFiles(page), serve: (channel) => void app.serve(channel) });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EADDRINUSE') throw new StartError(`port ${port} is taken by another program`);
    if (code === 'EACCES') throw new StartError(`port ${port} may not be used by this user`);
    throw thrown;
  }
}

function ownVersion(): string {
  const text = readFileSync(join(APP_FOLDER, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
