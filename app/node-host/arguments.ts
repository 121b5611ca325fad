// The browser host's command line, in plain words; what is wrong with it is one sentence.
import { parseRoot, type Root } from './grants.ts';

export interface Arguments {
  readonly port: number;
  readonly roots: readonly Root[];
  /** Where recordings are kept; undefined for the system's place. */
  readonly sessions: string | undefined;
  /** The built page; undefined for out/renderer. */
  readonly page: string | undefined;
  /** Whether guests are put into bubblewrap where it is there. */
  readonly bubblewrap: boolean;
  /** Whether a browser is opened where there is a display. */
  readonly open: boolean;
}

export type ReadArguments = { readonly ok: true; readonly value: Arguments } | { readonly ok: false; readonly message: string };

export const USAGE = `usage: npm start -- [options]

  --root [NAME=]DIR[:ro]   lets manifests mount this folder, under NAME (else the folder's own name); may be repeated
  --port N                 listens on this port of 127.0.0.1 instead of a free one
  --sessions DIR           keeps recordings in this folder
  --page DIR               serves the page built in this folder
  --no-bubblewrap          starts guests without bubblewrap and the seccomp filter, where they make trouble
  --no-open                does not open a browser
`;

export function readArguments(words: readonly string[]): ReadArguments {
  const roots: Root[] = [];
  let port = 0;
  let sessions: string | undefined;
  let page: string | undefined;
  let bubblewrap = true;
  let open = true;
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', joined] = split(words[at] ?? '');
    const value = (): string => joined ?? words[(at += 1)] ?? '';
    if (word === '--no-open' && joined === undefined) open = false;
    else if (word === '--no-bubblewrap' && joined === undefined) bubblewrap = false;
    else if (word === '--root') {
      const text = value();
      const root = parseRoot(text);
      if (!root) return wrong(`--root ${text}: a folder, NAME=FOLDER, or either with :ro was expected`);
      roots.push(root);
    } else if (word === '--port') {
      const text = value();
      port = Number(text);
      if (!/^\d{1,5}$/.test(text) || port > 65_535) return wrong(`--port ${text}: a number from 0 to 65535 was expected`);
    } else if (word === '--sessions') {
      sessions = value();
      if (sessions === '') return wrong('--sessions: a folder was expected');
    } else if (word === '--page') {
      page = value();
      if (page === '') return wrong('--page: a folder was expected');
    } else return wrong(`${words[at] ?? ''}: there is no such option (--help lists them)`);
  }
  return { ok: true, value: { port, roots, sessions, page, bubblewrap, open } };
}

/** `--name=value` in two; a folder may hold further equals signs. */
function split(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

function wrong(message: string): ReadArguments {
  return { ok: false, message };
}
