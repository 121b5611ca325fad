// What a run wrote into one file, rebuilt from its calls: the written bytes by offset, what had been read of the earlier
// content, and by name what the recording cannot tell (bytes past its cap, an end whose place is unknown, holes).
import type { Recording } from '../recording/store/recording.ts';
import { CallValues } from '../trace/call-values.ts';
import { signatureAt } from '../trace/trace-rows.ts';
import type { Payload } from './call-payload.ts';
import type { FileNode } from './file-node.ts';
import { writtenSerial } from './files-touched.ts';
import { OpenFiles, type FileEvent } from './open-files.ts';
import { BYTE_STATE, SparseBytes, type ByteRange } from './sparse-bytes.ts';

export interface WrittenFile {
  readonly path: string;
  /** Bytes of the file in the end; undefined where no call tells. */
  readonly size: number | undefined;
  /** What was written and still stands, by offset. Without `bytes`: written, but the recording does not hold it. */
  readonly written: readonly ByteRange[];
  /** What was appended while the file's size was unknown; offsets count from where its end was then. */
  readonly appended: readonly ByteRange[];
  /** Earlier content, as far as the run read it before it wrote there. */
  readonly before: readonly ByteRange[];
  /**
   * Where nothing was written, earlier content stands below this offset and zeros behind it. 0: the file was made or emptied;
   * undefined: it was never cut, so all of its earlier content stands.
   */
  readonly earlierEnd: number | undefined;
  /** Bytes that calls wrote, and how many of them the recording holds. */
  readonly bytesWritten: number;
  readonly bytesKept: number;
  /** Whether the file was removed, or another took its name. */
  readonly isGone: boolean;
  /** Names it had, the first one first; at most 100. */
  readonly names: readonly string[];
  /** Whether there was more than is shown here: past 16 MiB, or past 10,000 ranges. */
  readonly more: boolean;
}

/** Bytes rebuilt of one file. */
const MOST_BYTES = 16 << 20;
const MOST_RANGES = 10_000;
const MOST_NAMES = 100;

/** A file that is being rebuilt: called in turns until it answers, as it reads the recording from its beginning. */
export class WrittenFileScan {
  readonly #path: string;
  readonly #serial: number;
  readonly #open = new OpenFiles();
  #contents: Contents | undefined;
  #chunks = 0;

  /** `serial` is `writtenSerial` of the same recording. */
  constructor(path: string, serial: number) {
    this.#path = path;
    this.#serial = serial;
  }

  /** Takes in `most` rows or a little more; answers whether that were all. */
  takeIn(recording: Recording, most: number): boolean {
    for (let rows = 0; this.#chunks < recording.chunks.length && rows < most;) {
      const chunk = recording.chunk(this.#chunks);
      // Counted when it was read: one that cannot be read is not passed over.
      this.#chunks++;
      for (let index = 0; index < chunk.rows; index++) {
        const event = this.#open.take(signatureAt(recording, chunk, index), new CallValues(chunk, index));
        if (event !== undefined) this.#takeEvent(event);
      }
      rows += chunk.rows;
    }
    return this.#chunks === recording.chunks.length;
  }

  result(): WrittenFile | undefined {
    return this.#contents?.result(this.#path);
  }

  #takeEvent(event: FileEvent): void {
    if (event.kind === 'renamed') {
      const node = event.nodes.find(({ serial }) => serial === this.#serial);
      if (node !== undefined) this.#of(node).name(node.path);
    }
    if (!('open' in event) || event.open.node?.serial !== this.#serial) return;
    const contents = this.#of(event.open.node);
    if (event.kind === 'opened' && event.truncated) contents.resize(0);
    if (event.kind === 'resized') contents.resize(event.size);
    if (event.kind === 'read' && event.offset !== undefined) contents.read(event.offset, event.payload);
    if (event.kind === 'wrote') contents.write(event.offset, event.payload);
  }

  #of(node: FileNode): Contents {
    this.#contents ??= new Contents(node);
    return this.#contents;
  }
}

/** All at once. Undefined where no file of this name was written. */
export function writtenFile(recording: Recording, path: string): WrittenFile | undefined {
  const serial = writtenSerial(recording, path);
  if (serial === undefined) return undefined;
  const scan = new WrittenFileScan(path, serial);
  scan.takeIn(recording, Number.MAX_SAFE_INTEGER);
  return scan.result();
}

class Contents {
  readonly #node: FileNode;
  readonly #written = new SparseBytes(MOST_BYTES);
  readonly #appended = new SparseBytes(MOST_BYTES);
  readonly #before = new SparseBytes(MOST_BYTES);
  readonly #names: string[];
  #appendedLength = 0;
  #earlierEnd = Number.POSITIVE_INFINITY;
  #bytesWritten = 0;
  #bytesKept = 0;

  constructor(node: FileNode) {
    this.#node = node;
    this.#names = [node.path];
  }

  name(path: string): void {
    if (this.#names.at(-1) !== path && this.#names.length < MOST_NAMES) this.#names.push(path);
  }

  resize(size: number): void {
    this.#written.cutTo(size);
    this.#earlierEnd = Math.min(this.#earlierEnd, size);
    // Where the end was is not known, so neither is whether this cut it off; only emptying the file surely did.
    if (size === 0) this.#appended.cutTo(0);
    if (size === 0) this.#appendedLength = 0;
  }

  read(offset: number, { pieces }: Payload): void {
    const isEarlier = (at: number): boolean => at < this.#earlierEnd && this.#written.stateAt(at) === BYTE_STATE.unknown;
    let at = offset;
    for (const { bytes, length } of pieces) {
      this.#before.putWhere(at, bytes, isEarlier);
      at += length;
    }
  }

  write(offset: number | undefined, { pieces, length: all }: Payload): void {
    let at = offset ?? this.#appendedLength;
    for (const { bytes, length } of pieces) {
      (offset === undefined ? this.#appended : this.#written).put(at, bytes, length);
      this.#bytesKept += bytes.length;
      at += length;
    }
    this.#bytesWritten += all;
    if (offset === undefined) this.#appendedLength += all;
  }

  result(path: string): WrittenFile {
    const [written, appended, before] = [this.#written, this.#appended, this.#before].map((each) => each.ranges(MOST_RANGES));
    const full = [this.#written, this.#appended, this.#before].some((each) => each.full);
    const cut = [written, appended, before].some((ranges) => ranges !== undefined && ranges.length >= MOST_RANGES);
    return {
      path,
      size: this.#node.size,
      written: written ?? [],
      appended: appended ?? [],
      before: before ?? [],
      earlierEnd: Number.isFinite(this.#earlierEnd) ? this.#earlierEnd : undefined,
      bytesWritten: this.#bytesWritten,
      bytesKept: this.#bytesKept,
      isGone: !this.#node.named,
      names: this.#names,
      more: full || cut,
    };
  }
}
