// The environment of a utility process: next to nothing, but never empty, since Electron takes an empty one as "inherit all".

/** What Windows needs to load its own libraries; other systems need nothing. */
const NEEDED_ON_WINDOWS = ['SystemRoot', 'windir'];

export function childEnvironment(
  role: 'engine' | 'guest',
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = { WASM_SANDBOX_PROCESS: role };
  if (platform !== 'win32') return kept;
  for (const name of NEEDED_ON_WINDOWS) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
