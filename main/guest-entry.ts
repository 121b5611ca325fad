// First file of a guest utility process: takes its one port to the engine and serves one run over it.
import type { ParentPort } from 'electron';
import { MOST_ENGINE_MESSAGE, serveGuestProcess } from '../sandbox-core/guest.ts';
import { portChannel } from './port-channel.ts';

const parentPort: ParentPort = process.parentPort;

parentPort.once('message', ({ ports: [port] }) => {
  if (port) serveGuestProcess(portChannel(port, MOST_ENGINE_MESSAGE), new URL('./guest-thread.js', import.meta.url));
  else process.exit(1);
});
