// Assembles hostile text on a thread of its own, with a cap on its memory and ten seconds to do it in.
import { Worker } from 'node:worker_threads';
import type { Checked } from '../../sandbox-core/index.ts';
import { refusedWat, type WatAssembler } from '../services/wat.ts';

export interface AssembleOptions {
  readonly milliseconds?: number;
  /** The thread's entry: wat-thread.ts, or its built form. */
  readonly entry?: URL;
}

const MILLISECONDS = 10_000;
const MOST_HEAP_MIB = 512;

export function assembleOnThread(options: AssembleOptions = {}): WatAssembler {
  const entry = options.entry ?? new URL('./wat-thread.ts', import.meta.url);
  const milliseconds = options.milliseconds ?? MILLISECONDS;
  return (text) => assemble(text, entry, milliseconds);
}

function assemble(text: string, entry: URL, milliseconds: number): Promise<Checked<Uint8Array>> {
  return new Promise((resolve) => {
    const thread = new Worker(entry, {
      workerData: text,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
      stdout: true,
      stderr: true,
    });
    const answer = (answered: Checked<Uint8Array>): void => {
      clearTimeout(late);
      void thread.terminate();
      resolve(answered);
    };
    const late = setTimeout(
      () => answer(refusedWat('wat-time', `the text was not assembled within ${milliseconds / 1000} s`)),
      milliseconds,
    );
    thread.once('message', (answered: Checked<Uint8Array>) => answer(answered));
    thread.once('error', () => answer(refusedWat('wat', 'the assembler failed at this text')));
    thread.once('exit', () => answer(refusedWat('wat', 'the assembler ended without an answer')));
  });
}
