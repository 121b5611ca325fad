// Entry of a tenant's process on the Node host: its control thread, on the pipe at descriptor 3.
import { Socket } from 'node:net';
import { MOST_COMMAND, serveTenantProcess, streamChannel } from './guest.ts';

const PIPE_DESCRIPTOR = 3;

/** `tenant-thread.ts` beside this file, or its built form beside the built one. */
const threadEntry = new URL(import.meta.url.endsWith('.ts') ? './tenant-thread.ts' : './tenant-thread.js', import.meta.url);

serveTenantProcess(streamChannel(new Socket({ fd: PIPE_DESCRIPTOR, readable: true, writable: true }), MOST_COMMAND), threadEntry);
