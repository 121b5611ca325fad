// Where the application keeps what it writes by itself, by each system's custom: one place for app and command line.

/** Parts of the path, to be joined. `home` is the user's own folder. */
export function stateFolder(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly [string, ...string[]] {
  if (platform === 'darwin') return [home, 'Library', 'Application Support', 'wasm-sandbox'];
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'];
    return local === undefined ? [home, 'AppData', 'Local', 'wasm-sandbox'] : [local, 'wasm-sandbox'];
  }
  const state = environment['XDG_STATE_HOME'];
  return state === undefined ? [home, '.local', 'state', 'wasm-sandbox'] : [state, 'wasm-sandbox'];
}
