// Entry of a guest process on the Node host: its control thread, on the pipe at descriptor 3.
import { Socket } from 'node:net';
import { MOST_ENGINE_MESSAGE, serveGuestProcess, streamChannel } from './guest.ts';

const PIPE_DESCRIPTOR = 3;

/** `guest-thread.ts` beside this file, or its built form beside the built one. */
const threadEntry = new URL(import.meta.url.endsWith('.ts') ? './guest-thread.ts' : './guest-thread.js', import.meta.url);

serveGuestProcess(
  streamChannel(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), MOST_ENGINE_MESSAGE),
  threadEntry,
);
