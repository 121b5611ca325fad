// The App on Node, with what every host of Node gives it: folders, grants, samples, and a thread for text modules.
import { join } from 'node:path';
import { GuestPool, type GuestSpawner, type Platform } from '../../sandbox-core/index.ts';
import { nodeCedar, sessionProbeEntry, sessionProbes } from '../../sandbox-core/node.ts';
import type { AppInfo } from '../contract/schemas.ts';
import { createApp, type App } from '../services/app.ts';
import type { Isolation } from '../services/isolation.ts';
import { assembleOnThread, type AssembleOptions } from './assemble-on-thread.ts';
import { GrantedFolders } from './grants.ts';
import { readSamples } from './samples.ts';
import { sessionsFolder } from './sessions-folder.ts';

export interface NodeAppOptions {
  readonly platform: Platform;
  readonly host: AppInfo['host'];
  readonly version: string;
  readonly isolation: Isolation;
  /** Folders of the application, none of which is ever granted. The sessions folder is one without being named here. */
  readonly own: readonly string[];
  readonly sessions: string;
  readonly samples: string;
  readonly assemble?: AssembleOptions;
  /** Starts what reads session files from elsewhere first; null where there is no jail for it, and none is opened. */
  readonly probes?: GuestSpawner | null;
  /** First file of Cedar's thread, where a build has put it. */
  readonly cedar?: URL;
}

export interface NodeApp {
  readonly app: App;
  /** Roots are added here, now or later. */
  readonly grants: GrantedFolders;
}

export function createNodeApp(options: NodeAppOptions): NodeApp {
  const { platform, host, version, isolation } = options;
  const probes = options.probes === undefined ? sessionProbes(sessionProbeEntry()) : options.probes;
  const sessions = sessionsFolder(options.sessions, probes ?? undefined);
  const grants = new GrantedFolders([options.sessions, ...options.own]);
  const app = createApp({
    platform,
    host,
    version,
    isolation,
    engine: `${platform.engine.name} ${platform.engine.version} (Node ${process.versions.node})`,
    samples: readSamples(options.samples),
    grants,
    guests: new GuestPool(platform.guests),
    sessions,
    assemble: assembleOnThread(options.assemble),
    // In the sessions folder, which no guest may be granted.
    audit: join(options.sessions, 'audit.sqlite'),
    policies: join(options.sessions, 'policies.sqlite'),
    cedar: nodeCedar(options.cedar),
  });
  return { app, grants };
}
