// The command line of the app. Only what follows `--` is ours: everything before it belongs to Electron and Chromium,
// and a link or a wrapper that smuggles switches in there must not reach us.

export interface Arguments {
  /** Folders granted at the start, as given. */
  readonly roots: readonly string[];
  /** Where recordings are kept, as given; undefined for the system's place. */
  readonly sessions: string | undefined;
  /** Modules and session files to open, as given. */
  readonly files: readonly string[];
  /** Whether guests are put into bubblewrap, where the app can and it is there. */
  readonly bubblewrap: boolean;
}

export type ParsedArguments = { readonly ok: true; readonly value: Arguments } | { readonly ok: false; readonly message: string };

export function parseArguments(argv: readonly string[]): ParsedArguments {
  const start = argv.indexOf('--');
  const roots: string[] = [];
  const files: string[] = [];
  let sessions: string | undefined;
  let bubblewrap = true;
  if (start < 0) return { ok: true, value: { roots, sessions, files, bubblewrap } };
  const words = argv.slice(start + 1);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--root') {
      at += 1;
      const root = words[at];
      if (root === undefined || root === '') return { ok: false, message: '--root wants a folder' };
      roots.push(root);
    } else if (word === '--sessions') {
      at += 1;
      sessions = words[at];
      if (sessions === undefined || sessions === '') return { ok: false, message: '--sessions wants a folder' };
    } else if (word === '--no-bubblewrap') {
      bubblewrap = false;
    } else if (word.startsWith('-')) {
      return { ok: false, message: `unknown option ${JSON.stringify(word)}` };
    } else {
      files.push(word);
    }
  }
  return { ok: true, value: { roots, sessions, files, bubblewrap } };
}
