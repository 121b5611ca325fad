// Entry of the isolation report's child: started as a guest process is, it tries to get out and says on the pipe what it got.
import { Socket } from 'node:net';
import { decodeBait, encodeResult } from './platform/node/jail/self-test-messages.ts';
import { tryAttempts } from './platform/node/jail/try-attempts.ts';
import { streamChannel } from './platform/node/stream-channel.ts';

const PIPE_DESCRIPTOR = 3;
const MOST_BAIT = 1 << 16;

const channel = streamChannel(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), MOST_BAIT);
channel.onClose(() => process.exit());
channel.onMessage((message) => {
  // The engine ends this process when it has the answer.
  void tryAttempts(decodeBait(message)).then((result) => channel.send(encodeResult(result)));
});
