// First file of a utility process that is started as a guest's is, and tries to get out: the isolation report's child.
import type { ParentPort } from 'electron';
import { serveSelfTest } from '../sandbox-core/self-test.ts';
import { portChannel } from './port-channel.ts';

const MOST_BAIT = 1 << 16;
const parentPort: ParentPort = process.parentPort;

parentPort.once('message', ({ ports: [port] }) => {
  if (port) serveSelfTest(portChannel(port, MOST_BAIT));
  else process.exit(1);
});
