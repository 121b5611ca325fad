// What main and the engine say to each other. Ports travel beside these messages, never inside. Both sides read what
// arrives through the functions here, so a message that is not of these shapes is dropped and logged.

/** A guest process as the engine names it: counted up by the engine, never used again. */
export type GuestNumber = number;

/** What such a process is for; both are started alike. */
export type GuestRole = 'guest' | 'self-test';

export interface EngineStart {
  readonly version: string;
  /** Where recordings are kept. */
  readonly sessions: string;
  /** Where the samples lie. */
  readonly samples: string;
  /** Folders of the application, which no grant may touch. */
  readonly own: readonly string[];
  /** What followed `--root` on the command line. */
  readonly roots: readonly string[];
  /** A Node that lies beside the application, for guests in children of it; null where there is none. */
  readonly node: string | null;
  /** Whether such children are put into bubblewrap where it is there. */
  readonly bubblewrap: boolean;
}

export type ToEngine =
  /** First of all, once. */
  | ({ readonly kind: 'start' } & EngineStart)
  /** One port: a page. */
  | { readonly kind: 'page' }
  /** One port: the guest process asked for. */
  | { readonly kind: 'guest-port'; readonly guest: GuestNumber }
  | { readonly kind: 'guest-spawned'; readonly guest: GuestNumber; readonly pid: number }
  | { readonly kind: 'guest-exited'; readonly guest: GuestNumber; readonly code: number | null; readonly signal: string | null }
  /** A piece of what the guest process wrote to its own standard error. */
  | { readonly kind: 'guest-words'; readonly guest: GuestNumber; readonly words: string }
  /** A folder that a person chose in a native dialog or on the command line. */
  | { readonly kind: 'grant'; readonly path: string }
  /** A module that a person chose in a native dialog or on the command line. */
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'close' };

export type FromEngine =
  | { readonly kind: 'spawn-guest'; readonly guest: GuestNumber; readonly role: GuestRole }
  | { readonly kind: 'kill-guest'; readonly guest: GuestNumber }
  /** A folder that main sent is granted: an engine that is started anew shall have it too. */
  | { readonly kind: 'granted'; readonly path: string }
  /** What a person asked for in a dialog or on the command line could not be done: a sentence for that person. */
  | { readonly kind: 'refused'; readonly message: string };

const MOST_MESSAGE_LENGTH = 4096;

/** The message in what the engine sent, or undefined. Main trusts the engine's code, not that it is unharmed. */
export function readFromEngine(value: unknown): FromEngine | undefined {
  const { kind, guest, role, message, path } = fieldsOf(value);
  if (kind === 'granted') return typeof path === 'string' ? { kind, path } : undefined;
  if (kind === 'refused')
    return typeof message === 'string' ? { kind, message: message.slice(0, MOST_MESSAGE_LENGTH) } : undefined;
  if (!isGuestNumber(guest)) return undefined;
  if (kind === 'kill-guest') return { kind, guest };
  return kind === 'spawn-guest' && (role === 'guest' || role === 'self-test') ? { kind, guest, role } : undefined;
}

/** The message in what main sent, or undefined. */
export function readToEngine(value: unknown): ToEngine | undefined {
  const fields = fieldsOf(value);
  switch (fields.kind) {
    case 'page':
    case 'close':
      return { kind: fields.kind };
    case 'grant':
    case 'open':
      return typeof fields.path === 'string' ? { kind: fields.kind, path: fields.path } : undefined;
    case 'start':
      return readStart(fields);
    default:
      return isGuestNumber(fields.guest) ? readGuestNews(fields, fields.guest) : undefined;
  }
}

interface Fields {
  readonly kind?: unknown;
  readonly guest?: unknown;
  readonly pid?: unknown;
  readonly code?: unknown;
  readonly signal?: unknown;
  readonly words?: unknown;
  readonly path?: unknown;
  readonly message?: unknown;
  readonly version?: unknown;
  readonly sessions?: unknown;
  readonly samples?: unknown;
  readonly own?: unknown;
  readonly roots?: unknown;
  readonly role?: unknown;
  readonly node?: unknown;
  readonly bubblewrap?: unknown;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value : {};
}

function isGuestNumber(value: unknown): value is GuestNumber {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function readStart({ version, sessions, samples, own, roots, node, bubblewrap }: Fields): ToEngine | undefined {
  if (typeof version !== 'string' || typeof sessions !== 'string' || typeof samples !== 'string') return undefined;
  if (typeof bubblewrap !== 'boolean' || (node !== null && typeof node !== 'string')) return undefined;
  return areTexts(own) && areTexts(roots)
    ? { kind: 'start', version, sessions, samples, own, roots, node, bubblewrap }
    : undefined;
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function readGuestNews({ kind, pid, code, signal, words }: Fields, guest: GuestNumber): ToEngine | undefined {
  if (kind === 'guest-port') return { kind, guest };
  if (kind === 'guest-spawned' && typeof pid === 'number') return { kind, guest, pid };
  if (kind === 'guest-words' && typeof words === 'string') return { kind, guest, words };
  if (kind !== 'guest-exited') return undefined;
  return { kind, guest, code: typeof code === 'number' ? code : null, signal: typeof signal === 'string' ? signal : null };
}
