// The thread on which text modules are assembled: one text, one answer, then it ends.
import { parentPort, workerData } from 'node:worker_threads';
import { assembleWat } from '../services/wat.ts';

parentPort?.postMessage(await assembleWat(String(workerData)));
