// Whole byte messages over a duplex stream: each is a 32-bit little-endian length and that many bytes. What comes in is
// capped before a byte of it is kept; a length past the cap closes the stream.
import type { Duplex } from 'node:stream';
import type { ByteChannel } from '../platform.ts';

const HEAD_BYTES = 4;

export function streamChannel(stream: Duplex, mostIncoming: number): ByteChannel {
  const messages: ((message: Uint8Array) => void)[] = [];
  const closes: (() => void)[] = [];
  const assembler = new MessageAssembler(mostIncoming, (message) => {
    for (const listener of messages) listener(message);
  });
  stream.on('data', (piece: Uint8Array) => {
    if (!assembler.take(piece)) stream.destroy();
  });
  stream.on('error', () => stream.destroy());
  stream.on('close', () => {
    for (const listener of closes.splice(0)) listener();
  });
  return {
    send(message) {
      if (stream.destroyed) return;
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(message.length);
      stream.cork();
      stream.write(head);
      stream.write(message);
      stream.uncork();
    },
    onMessage: (listener) => messages.push(listener),
    close: () => stream.destroy(),
    onClose: (listener) => closes.push(listener),
  };
}

/** Puts pieces of a stream together to messages; each message is a copy of its own. */
class MessageAssembler {
  readonly #most: number;
  readonly #deliver: (message: Uint8Array) => void;
  readonly #head = new Uint8Array(HEAD_BYTES);
  #headFilled = 0;
  #body: Uint8Array | undefined;
  #bodyFilled = 0;

  constructor(most: number, deliver: (message: Uint8Array) => void) {
    this.#most = most;
    this.#deliver = deliver;
  }

  /** False when the other side announced more than is allowed. */
  take(piece: Uint8Array): boolean {
    let at = 0;
    while (at < piece.length) {
      if (this.#body === undefined) {
        at += this.#fillHead(piece, at);
        if (this.#headFilled < HEAD_BYTES) return true;
        const length = new DataView(this.#head.buffer).getUint32(0, true);
        if (length > this.#most) return false;
        this.#body = new Uint8Array(length);
        this.#bodyFilled = 0;
      } else {
        at += this.#fillBody(this.#body, piece, at);
      }
      if (this.#body.length === this.#bodyFilled) this.#complete(this.#body);
    }
    return true;
  }

  #fillHead(piece: Uint8Array, at: number): number {
    const bytes = piece.subarray(at, at + HEAD_BYTES - this.#headFilled);
    this.#head.set(bytes, this.#headFilled);
    this.#headFilled += bytes.length;
    return bytes.length;
  }

  #fillBody(body: Uint8Array, piece: Uint8Array, at: number): number {
    const bytes = piece.subarray(at, at + body.length - this.#bodyFilled);
    body.set(bytes, this.#bodyFilled);
    this.#bodyFilled += bytes.length;
    return bytes.length;
  }

  #complete(body: Uint8Array): void {
    this.#body = undefined;
    this.#headFilled = 0;
    this.#deliver(body);
  }
}
