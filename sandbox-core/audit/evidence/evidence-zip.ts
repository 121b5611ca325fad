// Files into one zip, piece by piece, each with its digest. No times, owners or rights of files are in it, so that the same files
// are the same bytes.
import { Zip, ZipDeflate } from 'fflate';
import { SandboxError } from '../../base/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { EvidenceFile } from './evidence-file.ts';

/** A zip without the 64-bit extension counts files in 16 bits and bytes in 32. */
const MOST_FILES = 0xffff - 1;
const MOST_BYTES = 0xffff_ffff;
/** Characters that are compressed at once. */
const TURN = 1 << 16;
/** The first day that a zip can tell; without a zone, which would make it another one on another machine. */
const NO_TIME = '1980-01-01T12:00:00';

export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

export class EvidenceZip {
  readonly #platform: Pick<Platform, 'digests'>;
  readonly #zip: Zip;
  readonly #packed: PackedFile[] = [];
  #ready: Uint8Array[] = [];
  #bytes = 0;

  constructor(platform: Pick<Platform, 'digests'>) {
    this.#platform = platform;
    this.#zip = new Zip((fault, bytes) => {
      if (fault !== null) throw fault;
      this.#ready.push(bytes);
    });
  }

  get packed(): readonly PackedFile[] {
    return this.#packed;
  }

  /** Yields what is ready to be written. Throws REFUSED for more than a zip holds. */
  *add({ path, pieces }: EvidenceFile): Generator<Uint8Array> {
    if (this.#packed.length >= MOST_FILES) throw tooMuch();
    const file = new ZipDeflate(path, { level: 6 });
    file.mtime = NO_TIME;
    this.#zip.add(file);
    const digest = this.#platform.digests.begin();
    let size = 0;
    for (const bytes of inTurns(pieces)) {
      size += bytes.length;
      this.#bytes += bytes.length;
      if (this.#bytes > MOST_BYTES) throw tooMuch();
      digest.add(bytes);
      file.push(bytes);
      yield* this.#taken();
    }
    file.push(new Uint8Array(), true);
    const sha256 = Array.from(digest.end(), (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.#packed.push({ path, bytes: size, sha256 });
    yield* this.#taken();
  }

  *end(): Generator<Uint8Array> {
    this.#zip.end();
    yield* this.#taken();
  }

  #taken(): Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

function* inTurns(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < TURN) continue;
    yield encoder.encode(text);
    text = '';
  }
  if (text !== '') yield encoder.encode(text);
}

function tooMuch(): SandboxError {
  return new SandboxError('REFUSED', 'the evidence is more than a zip of 4 GiB holds; a shorter time or one run is less');
}
