import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { streamChannel } from './stream-channel.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('streamChannel()', () => {
  it('delivers each message whole, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (messages, step) => {
          const wire = new PassThrough();
          const sent: Buffer[] = [];
          wire.on('data', (piece: Buffer) => sent.push(Buffer.from(piece)));
          const sender = streamChannel(wire, 1000);
          for (const message of messages) sender.send(message);
          await settled();
          const bytes = Buffer.concat(sent);
          const back = new PassThrough();
          const got: Uint8Array[] = [];
          streamChannel(back, 1000).onMessage((message) => got.push(message));
          for (let at = 0; at < bytes.length; at += step) back.write(bytes.subarray(at, at + step));
          await settled();
          expect(got.map((message) => [...message])).toEqual(messages.map((message) => [...message]));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('closes when a length passes the cap, before keeping any of it', async () => {
    const stream = new PassThrough();
    let closed = false;
    const channel = streamChannel(stream, 10);
    channel.onMessage(() => expect.unreachable());
    channel.onClose(() => {
      closed = true;
    });
    stream.write(Buffer.from([255, 255, 255, 127, 1, 2, 3]));
    await settled();
    expect(closed).toBe(true);
  });
});
