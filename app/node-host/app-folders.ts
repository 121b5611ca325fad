// Where the application keeps what is its own, by each system's custom. None of these may ever be granted to a guest.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stateFolder } from '../services/state-folder.ts';

export interface AppFolders {
  readonly sessions: string;
  readonly settings: string;
}

const NAME = 'wasm-sandbox';

export function appFolders(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): AppFolders {
  const state = join(...stateFolder(platform, environment, homedir()));
  const sessions = join(state, 'sessions');
  if (platform === 'darwin' || platform === 'win32') return { sessions, settings: join(state, 'settings') };
  return { sessions, settings: join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), NAME) };
}
