// Follows a run's descriptors from call to call: which number stands for which open file, where in it the guest is, and what
// each call did to it. WASI preview 1 by the names of its functions, on whatever signatures a recording brings.
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { CallValues } from '../trace/call-values.ts';
import { answerOf, READING, readPayload, WRITING, writtenPayload, type Payload } from './call-payload.ts';
import { FileNames, type FileNode } from './file-node.ts';

export interface OpenFile {
  /** Row of the call that opened it; -1 for what a run starts with. */
  readonly openedBy: number;
  readonly stream: 'stdin' | 'stdout' | 'stderr' | undefined;
  /** The name it was opened by: an absolute guest path, as it was asked for; empty where no call has told it. */
  path: string;
  /** Undefined for streams, and where a file was opened before the recording tells of it. */
  node: FileNode | undefined;
  /** Undefined where no call has told it: after appending to a file of unknown size. */
  position: number | undefined;
  appends: boolean;
}

/** What a successful call did. `offset` is undefined where it is not known, and for streams. */
export type FileEvent =
  | { readonly kind: 'opened'; readonly open: OpenFile; readonly descriptor: number; readonly truncated: boolean }
  | { readonly kind: 'read' | 'wrote'; readonly open: OpenFile; readonly offset: number | undefined; readonly payload: Payload }
  | { readonly kind: 'resized'; readonly open: OpenFile; readonly size: number }
  | { readonly kind: 'closed'; readonly open: OpenFile; readonly descriptor: number }
  /** A descriptor got another number; `replaced` was closed by it. */
  | { readonly kind: 'renumbered'; readonly open: OpenFile; readonly to: number; readonly replaced: OpenFile | undefined }
  | { readonly kind: 'renamed'; readonly nodes: readonly FileNode[]; readonly from: string; readonly to: string }
  | { readonly kind: 'removed'; readonly path: string };

/** Files found again by their names. */
const MOST_NAMES = 65_536;
/** Descriptors followed: far more than a run may open, so that only a made-up recording reaches it. */
const MOST_OPEN = 65_536;

const OPEN_FLAG = { create: 1n, exclusive: 4n, truncate: 8n } as const;
const APPEND = 1n;
/** Where `filestat` keeps the size. */
const STAT_SIZE = 32;

export class OpenFiles {
  readonly #open = new Map<number, OpenFile>();
  readonly #names = new FileNames(MOST_NAMES);

  constructor() {
    for (const [number, stream] of (['stdin', 'stdout', 'stderr'] as const).entries()) this.#open.set(number, opened(-1, stream));
  }

  /** What the descriptor stands for now; undefined for one that is not open. */
  at(descriptor: number): OpenFile | undefined {
    return this.#open.get(descriptor);
  }

  /** The file that a call is about, before `take` took it: the resource that the policy was asked about, else its descriptor's. */
  pathOf(signature: CallSignature, values: CallValues): string | undefined {
    const [resource] = values.resources;
    if (resource !== undefined) return resource;
    const [first] = signature.parameters;
    if (first?.kind !== 'fd') return undefined;
    const open = this.#open.get(Number(values.unsigned(0)));
    const text = signature.parameters.findIndex(({ kind }) => kind === 'text');
    if (text < 0) return open === undefined || open.path === '' ? undefined : open.path;
    const given = textOf(values, text);
    return open === undefined || given === undefined ? undefined : pathBelow(open.path, given);
  }

  /** Takes in the next call. */
  take(signature: CallSignature, values: CallValues): FileEvent | undefined {
    const { outcome, result } = values.chunk;
    if (outcome[values.index] === 3) return this.#ending(signature, values);
    if (outcome[values.index] !== 0 || result[values.index] !== 0) return undefined;
    this.#learnDirectory(signature, values);
    if (READING.has(signature.name) || WRITING.has(signature.name)) return this.#transfer(signature, values);
    switch (signature.name) {
      case 'path_open':
        return this.#pathOpen(signature, values);
      case 'fd_close':
        return this.#close(values);
      case 'fd_renumber':
        return this.#renumber(values);
      case 'fd_seek':
      case 'fd_tell':
        return this.#moveTo(signature, values);
      case 'fd_fdstat_set_flags':
        return this.#setFlags(values);
      case 'fd_filestat_set_size':
        return this.#resize(values, Number(values.unsigned(1)));
      case 'fd_allocate':
        return this.#allocate(values);
      case 'fd_filestat_get':
        return this.#learnSize(values);
      case 'fd_prestat_dir_name':
        return this.#learnPreopen(values);
      default:
        return this.#rename(signature, values);
    }
  }

  /** The call that ended the run may still have written what fitted under the limit of output. */
  #ending(signature: CallSignature, values: CallValues): FileEvent | undefined {
    return WRITING.has(signature.name) ? this.#transfer(signature, values) : undefined;
  }

  #of(values: CallValues): OpenFile | undefined {
    return this.#open.get(Number(values.unsigned(0)));
  }

  #pathOpen(signature: CallSignature, values: CallValues): FileEvent | undefined {
    const descriptor = answerOf(signature, values);
    if (descriptor === undefined || this.#open.size >= MOST_OPEN) return undefined;
    const path = this.pathOf(signature, values) ?? '';
    const flags = values.unsigned(4);
    const isNew = (flags & OPEN_FLAG.create) !== 0n && (flags & OPEN_FLAG.exclusive) !== 0n;
    const open = opened(values.chunk.firstRow + values.index, undefined);
    open.path = path;
    open.node = path === '' ? undefined : isNew ? this.#names.fresh(path) : this.#names.at(path);
    open.appends = (values.unsigned(7) & APPEND) !== 0n;
    const truncated = (flags & OPEN_FLAG.truncate) !== 0n;
    if (truncated && open.node !== undefined) open.node.size = 0;
    if ((truncated || isNew) && open.node !== undefined) open.node.written = true;
    this.#open.set(descriptor, open);
    return { kind: 'opened', open, descriptor, truncated: truncated || isNew };
  }

  #close(values: CallValues): FileEvent | undefined {
    const descriptor = Number(values.unsigned(0));
    const open = this.#open.get(descriptor);
    this.#open.delete(descriptor);
    return open && { kind: 'closed', open, descriptor };
  }

  #renumber(values: CallValues): FileEvent | undefined {
    const [from, to] = [Number(values.unsigned(0)), Number(values.unsigned(1))];
    const open = this.#open.get(from);
    if (open === undefined || from === to) return undefined;
    const replaced = this.#open.get(to);
    this.#open.delete(from);
    this.#open.set(to, open);
    return { kind: 'renumbered', open, to, replaced };
  }

  #transfer(signature: CallSignature, values: CallValues): FileEvent | undefined {
    const open = this.#of(values);
    if (open === undefined) return undefined;
    const writes = WRITING.has(signature.name);
    const payload = writes ? writtenPayload(signature, values) : readPayload(signature, values);
    const atOffset = signature.name === 'fd_pread' || signature.name === 'fd_pwrite';
    const offset = atOffset ? Number(values.unsigned(3)) : offsetOf(open, writes);
    if (writes && open.node !== undefined && payload.length > 0) open.node.written = true;
    if (writes && offset !== undefined) open.node?.grow(offset, payload.length);
    if (writes && offset === undefined && open.node !== undefined) open.node.size = undefined;
    if (!atOffset) open.position = offset === undefined ? undefined : offset + payload.length;
    return { kind: writes ? 'wrote' : 'read', open, offset: open.stream === undefined ? offset : undefined, payload };
  }

  #moveTo(signature: CallSignature, values: CallValues): undefined {
    const open = this.#of(values);
    const position = answerOf(signature, values);
    if (open === undefined) return;
    open.position = position;
    const fromEnd = signature.name === 'fd_seek' && values.unsigned(2) === 2n;
    if (fromEnd && position !== undefined && open.node) open.node.size = position - Number(values.argument(1) ?? 0n);
  }

  #setFlags(values: CallValues): undefined {
    const open = this.#of(values);
    if (open !== undefined) open.appends = (values.unsigned(1) & APPEND) !== 0n;
  }

  #resize(values: CallValues, size: number): FileEvent | undefined {
    const open = this.#of(values);
    if (open?.node === undefined) return undefined;
    open.node.size = size;
    open.node.written = true;
    return { kind: 'resized', open, size };
  }

  /** Makes a file longer, never shorter. */
  #allocate(values: CallValues): FileEvent | undefined {
    const end = Number(values.unsigned(1)) + Number(values.unsigned(2));
    const size = this.#of(values)?.node?.size;
    return size !== undefined && end > size ? this.#resize(values, end) : undefined;
  }

  #learnSize(values: CallValues): undefined {
    const node = this.#of(values)?.node;
    const access = values.find('wrote', Number(values.unsigned(1)));
    const bytes = access < 0 ? undefined : values.bytes(access);
    if (node === undefined || bytes === undefined || bytes.length < STAT_SIZE + 8) return;
    node.size = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(STAT_SIZE, true));
  }

  #learnPreopen(values: CallValues): undefined {
    const access = values.find('wrote', Number(values.unsigned(1)));
    if (access >= 0) this.#nameDirectory(Number(values.unsigned(0)), values.text(access, 4096));
  }

  /** What a directory is called follows from a path below it, as the guest gave it and as the policy was asked about it. */
  #learnDirectory(signature: CallSignature, values: CallValues): void {
    if (signature.parameters[0]?.kind !== 'fd') return;
    const descriptor = Number(values.unsigned(0));
    if (this.#open.get(descriptor)?.path) return;
    const text = signature.parameters.findIndex(({ kind }) => kind === 'text');
    const [resource] = values.resources;
    const below = text < 0 ? undefined : pathBelow('/', textOf(values, text) ?? '');
    if (resource === undefined || below === undefined || below === '/' || !resource.endsWith(below)) return;
    this.#nameDirectory(descriptor, resource.slice(0, -below.length) || '/');
  }

  #nameDirectory(descriptor: number, path: string): void {
    const open = this.#open.get(descriptor) ?? opened(-1, undefined);
    open.path = path;
    if (this.#open.size < MOST_OPEN) this.#open.set(descriptor, open);
  }

  /** Calls that change what files are called. */
  #rename(signature: CallSignature, values: CallValues): FileEvent | undefined {
    const [from] = values.resources;
    if (from === undefined) return undefined;
    switch (signature.name) {
      case 'path_unlink_file':
        this.#names.remove(from);
        return { kind: 'removed', path: from };
      case 'path_rename': {
        const to = this.#target(values, 3, 4);
        return to === undefined ? undefined : { kind: 'renamed', nodes: this.#names.rename(from, to), from, to };
      }
      case 'path_link': {
        const to = this.#target(values, 4, 5);
        if (to !== undefined) this.#names.link(from, to);
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #target(values: CallValues, descriptor: number, text: number): string | undefined {
    const directory = this.#open.get(Number(values.unsigned(descriptor)));
    const given = textOf(values, text);
    return directory === undefined || directory.path === '' || given === undefined ? undefined : pathBelow(directory.path, given);
  }
}

function opened(openedBy: number, stream: OpenFile['stream']): OpenFile {
  return { openedBy, stream, path: '', node: undefined, position: 0, appends: false };
}

function offsetOf(open: OpenFile, writes: boolean): number | undefined {
  return writes && open.appends ? open.node?.size : open.position;
}

function textOf(values: CallValues, parameter: number): string | undefined {
  const access = values.find('read', Number(values.unsigned(parameter)));
  return access < 0 ? undefined : values.text(access, 4096);
}

/** The path that `text` means from a directory, links not looked at. */
export function pathBelow(directory: string, text: string): string {
  const names = text.startsWith('/') ? [] : directory.split('/').filter((name) => name !== '');
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
}
