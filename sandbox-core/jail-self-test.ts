// Entry of the isolation report's child: started as a guest process is, it tries to get out and says on the pipe what it got.
import { Socket } from 'node:net';
import { streamChannel } from './platform/node/stream-channel.ts';
import { serveSelfTest } from './self-test.ts';

const PIPE_DESCRIPTOR = 3;
const MOST_BAIT = 1 << 16;

serveSelfTest(streamChannel(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), MOST_BAIT));
