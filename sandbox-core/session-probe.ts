// Entry of the process in which a session file from elsewhere is read first: jailed as a guest is, it answers what SQLite
// has against the file whose path it is told.
import { Socket } from 'node:net';
import { probeDatabase } from './platform/node/session-probe.ts';
import { streamChannel } from './platform/node/stream-channel.ts';

const PIPE_DESCRIPTOR = 3;
const MOST_PATH = 1 << 16;

const channel = streamChannel(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), MOST_PATH);
channel.onClose(() => process.exit());
channel.onMessage((path) => channel.send(new TextEncoder().encode(probeDatabase(new TextDecoder().decode(path)))));
