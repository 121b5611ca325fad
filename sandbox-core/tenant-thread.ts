// Entry of a guest thread of a tenant: serves its instances until it is ended.
import { parentPort, workerData } from 'node:worker_threads';
import { SandboxError } from './base/errors.ts';
import { nodeClock } from './platform/node/clock.ts';
import { nodeHostFiles } from './platform/node/host-files.ts';
import { ownProcessorTime } from './platform/node/processor-time.ts';
import { fillRandom } from './platform/node/random.ts';
import type { ConfigureCommand } from './tenant/commands.ts';
import { TenantThread, type ThreadTask } from './tenant/tenant-thread.ts';

const port = parentPort;
if (!port) throw new SandboxError('INTERNAL', 'the tenant thread was not started as a thread');

const { configuration, words } = workerData as { configuration: ConfigureCommand; words: SharedArrayBuffer };
const thread = new TenantThread({
  configuration,
  words: new Int32Array(words),
  clock: nodeClock,
  hostFiles: nodeHostFiles,
  random: fillRandom,
  processorTime: ownProcessorTime,
  tell: (message) => port.postMessage(message),
});
port.on('message', (task: ThreadTask) => thread.take(task));
port.postMessage({ kind: 'up' });
