// What a sweep keeps of one run: its calls as prints, and digests of all it put out. Bounded, however much the run writes.
import type { Digests } from '../platform/platform.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../recording/record/call-outcome.ts';
import type { CallSignature } from '../recording/record/call-signature.ts';
import type { Chunk } from '../recording/record/chunk.ts';
import type { Outcome } from '../run/outcome.ts';
import { CallValues } from '../trace/call-values.ts';
import { answerNumber } from '../trace/describe-call.ts';
import { chunkOutput } from '../trace/output.ts';
import { CallPrints } from './call-prints.ts';
import { OpenPaths } from './open-paths.ts';
import { StreamDigest } from './stream-digest.ts';

export interface Observation {
  readonly outcome: Outcome;
  readonly prints: CallPrints;
  readonly stdout: string;
  readonly stderr: string;
  /**
   * Digest of the bytes written to each file since it was last cut to nothing, by guest path. Where in the file they went is
   * told only for fd_pwrite and after a seek.
   */
  readonly files: ReadonlyMap<string, string>;
  /** Rows that a fault schedule changed. */
  readonly edited: readonly number[];
}

const SENT = ACCESS_KINDS.indexOf('sent');
const EDIT = ACCESS_KINDS.indexOf('edit');
const OK = CALL_OUTCOMES.indexOf('ok');
const TRUNCATE = 8n;
/** Files told apart; what more are written go into one digest. */
const MOST_FILES = 10_000;
const OTHERS = '';
const MOST_EDITS = 16;

export class RunObserver {
  readonly #signatures: readonly CallSignature[];
  readonly #digests: Digests;
  readonly #prints: CallPrints;
  readonly #stdout: StreamDigest;
  readonly #stderr: StreamDigest;
  readonly #files = new Map<string, { digest: StreamDigest; next: number | undefined }>();
  readonly #edited: number[] = [];
  readonly #open = new OpenPaths();

  constructor(signatures: readonly CallSignature[], digests: Digests) {
    this.#signatures = signatures;
    this.#digests = digests;
    this.#prints = new CallPrints(signatures);
    this.#stdout = new StreamDigest(digests);
    this.#stderr = new StreamDigest(digests);
  }

  take(chunk: Chunk): void {
    this.#prints.take(chunk);
    for (const { from, bytes } of chunkOutput(chunk)) (from === 'stdout' ? this.#stdout : this.#stderr).take(bytes);
    for (let index = 0; index < chunk.rows; index++) this.#takeCall(chunk, index);
  }

  observation(outcome: Outcome): Observation {
    return {
      outcome,
      prints: this.#prints,
      stdout: this.#stdout.text(),
      stderr: this.#stderr.text(),
      files: new Map([...this.#files].map(([path, { digest }]) => [path, digest.text()])),
      edited: this.#edited,
    };
  }

  #takeCall(chunk: Chunk, index: number): void {
    const values = new CallValues(chunk, index);
    for (let access = values.firstAccess; access < values.endAccess; access++) {
      if (chunk.accessKind[access] === EDIT && this.#edited.length < MOST_EDITS) this.#edited.push(chunk.firstRow + index);
    }
    const signature = this.#signatures[chunk.signature[index] ?? 0];
    if (signature === undefined || chunk.outcome[index] !== OK) return;
    const path = this.#open.pathOf(signature, values);
    this.#open.take(signature, values);
    this.#takeChange(signature, values, path);
  }

  #takeChange(signature: CallSignature, values: CallValues, path: string): void {
    switch (signature.name) {
      case 'path_open':
        if ((values.unsigned(4) & TRUNCATE) !== 0n) this.#files.delete(path);
        else if (this.#files.has(path)) this.#mark(path, 'opened');
        return;
      case 'path_unlink_file':
        this.#files.delete(path);
        return;
      case 'path_rename':
        return this.#rename(values.resources);
      case 'fd_seek':
        // A seek that only asks where one is moves nothing.
        if (values.unsigned(1) !== 0n || values.unsigned(2) !== 1n)
          this.#mark(path, `at ${answerNumber(signature, values) ?? ''}`);
        return;
      case 'fd_filestat_set_size':
        return this.#mark(path, `size ${values.unsigned(1)}`);
      case 'fd_write':
      case 'fd_pwrite':
        return this.#write(signature, values, path);
    }
  }

  #rename([from, to]: readonly string[]): void {
    if (from === undefined || to === undefined) return;
    const file = this.#files.get(from);
    this.#files.delete(from);
    this.#files.delete(to);
    if (file !== undefined) this.#files.set(to, file);
  }

  #write(signature: CallSignature, values: CallValues, path: string): void {
    if (path === 'stdout' || path === 'stderr') return;
    const file = this.#file(path);
    let left = Number(answerNumber(signature, values) ?? 0);
    if (signature.name === 'fd_pwrite') {
      const offset = Number(values.unsigned(3));
      // Halves of one write are the same as the whole of it.
      if (file.next !== offset) this.#mark(path, `at ${offset}`);
      file.next = offset + left;
    }
    for (let access = values.firstAccess; access < values.endAccess && left > 0; access++) {
      if (values.chunk.accessKind[access] !== SENT) continue;
      const bytes = values.bytes(access).subarray(0, left);
      file.digest.take(bytes);
      left -= bytes.length;
    }
  }

  #mark(path: string, words: string): void {
    if (this.#files.has(path)) this.#file(path).digest.take(new TextEncoder().encode(`\0${words}\0`));
  }

  #file(path: string): { digest: StreamDigest; next: number | undefined } {
    const key = this.#files.has(path) || this.#files.size < MOST_FILES ? path : OTHERS;
    const file = this.#files.get(key) ?? { digest: new StreamDigest(this.#digests), next: undefined };
    this.#files.set(key, file);
    return file;
  }
}
