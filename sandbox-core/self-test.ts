// The door for the processes of the isolation report: what such a process does, on whatever pipe it has to the engine.
import type { ByteChannel } from './platform/platform.ts';
import { decodeBait, encodeResult } from './platform/node/jail/self-test-messages.ts';
import { tryAttempts } from './platform/node/jail/try-attempts.ts';

/** Waits for the bait, tries everything once, and says what it got. Ends with the channel. */
export function serveSelfTest(channel: ByteChannel): void {
  channel.onClose(() => process.exit());
  channel.onMessage((message) => {
    // The engine ends this process when it has the answer.
    void tryAttempts(decodeBait(message)).then((result) => channel.send(encodeResult(result)));
  });
}
