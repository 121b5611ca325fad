// The app over a real engine, and a page that asks it: what the tests of services begin with.
import { fileURLToPath } from 'node:url';
import { connect, type Client } from '../../app/contract/connect.ts';
import { memoryChannelPair } from '../../app/contract/memory-channel.ts';
import { createNodeApp, type NodeApp, type NodeAppOptions } from '../../app/node-host/node-app.ts';
import { nodePlatform } from '../../sandbox-core/node.ts';
import { UNTRIED } from '../fixtures/untried-isolation.ts';

export interface AppWithPage {
  readonly host: NodeApp;
  readonly page: Client;
}

/** Keeps its recordings in this folder. */
export function startApp(sessions: string, more: Partial<NodeAppOptions> = {}): AppWithPage {
  const host = createNodeApp({
    platform: nodePlatform({ log: { write: () => undefined } }),
    host: 'browser',
    version: '0',
    isolation: UNTRIED,
    own: [],
    sessions,
    samples: fileURLToPath(new URL('../../resources/samples', import.meta.url)),
    ...more,
  });
  const [near, far] = memoryChannelPair();
  host.app.serve(far);
  return { host, page: connect(near) };
}

/** Opens a text module under a manifest and starts it. */
export async function startText(page: Client, text: string, manifest: string): Promise<string> {
  const { module } = await page.call('modules.open', { name: 'small.wat', bytes: new TextEncoder().encode(text) });
  await page.call('manifests.set', { module: module.id, text: manifest });
  const { run } = await page.call('runs.start', { module: module.id, stdin: new Uint8Array() });
  return run.id;
}

export async function ended(page: Client, run: string): Promise<string> {
  for await (const { state } of page.stream('runs.watch', { run })) if (state === 'ended') break;
  return run;
}
