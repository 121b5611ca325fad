// Where the application keeps what is its own, by each system's custom. None of these may ever be granted to a guest.
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface AppFolders {
  readonly sessions: string;
  readonly settings: string;
}

const NAME = 'wasm-sandbox';

export function appFolders(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): AppFolders {
  const home = homedir();
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', NAME);
    return { sessions: join(support, 'sessions'), settings: join(support, 'settings') };
  }
  if (platform === 'win32') {
    const local = join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), NAME);
    return { sessions: join(local, 'sessions'), settings: join(local, 'settings') };
  }
  const state = environment['XDG_STATE_HOME'] ?? join(home, '.local', 'state');
  const config = environment['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return { sessions: join(state, NAME, 'sessions'), settings: join(config, NAME) };
}
