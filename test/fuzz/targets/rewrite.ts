// The rewriter, in all settings: what the engine takes before, it takes after, and our own reader reads it.
import { SandboxError } from '../../../sandbox-core/base/errors.ts';
import type { Module } from '../../../sandbox-core/module/module.ts';
import { readModule } from '../../../sandbox-core/module/read-module.ts';
import { rewriteModule, type RewriteOptions } from '../../../sandbox-core/rewrite/rewrite-module.ts';
import { moduleCorpus } from '../module-corpus.ts';
import type { FuzzTarget, Judgement } from '../target.ts';

export const REWRITE_SETTINGS: readonly RewriteOptions[] = [
  { memoryBytes: 3 * 65_536, onMemoryExceed: 'stop', tableElements: 5, fuel: 'off', stackLimit: 'off' },
  { memoryBytes: 1 << 30, onMemoryExceed: 'fail', tableElements: 1_000_000, fuel: 'exact', stackLimit: 500_000 },
  { memoryBytes: 0, onMemoryExceed: 'fail', tableElements: 0, fuel: 'exact', stackLimit: 'off' },
  { memoryBytes: 1 << 20, onMemoryExceed: 'stop', tableElements: 10, fuel: 'coarse', stackLimit: 0 },
  { memoryBytes: 1 << 20, onMemoryExceed: 'fail', tableElements: 10, fuel: 'off', stackLimit: 100_000 },
];

export const rewriteTarget: FuzzTarget = {
  name: 'rewrite',
  corpus: moduleCorpus,
  judge: (bytes, random) => {
    const read = readModule(bytes);
    if (!read.ok) return { happened: 'refused' };
    const valid = WebAssembly.validate(bytes);
    // An invalid module is of interest once in a while; a valid one in every setting.
    const one = REWRITE_SETTINGS[random(REWRITE_SETTINGS.length)];
    const settings = valid ? REWRITE_SETTINGS : one === undefined ? [] : [one];
    const judgements = settings.map((options) => judgeRewriting(bytes, read.value, valid, options));
    return { happened: judgements.map(({ happened }) => happened).join(), fault: judgements.find(({ fault }) => fault)?.fault };
  },
};

function judgeRewriting(bytes: Uint8Array<ArrayBuffer>, module: Module, valid: boolean, options: RewriteOptions): Judgement {
  try {
    const after = rewriteModule(bytes, module, options).bytes.slice();
    const grown = Math.round(Math.log2(1 + after.length - bytes.length));
    const happened = `${valid ? 'valid' : 'invalid'} +2^${grown}`;
    if (!valid) return { happened, fault: WebAssembly.validate(after) ? mended(bytes, options) : undefined };
    if (!WebAssembly.validate(after)) return { happened, fault: `valid before, not valid after ${JSON.stringify(options)}` };
    return { happened, fault: readModule(after).ok ? undefined : 'the rewritten module is not readable' };
  } catch (thrown) {
    if (!(thrown instanceof SandboxError) || thrown.code !== 'REFUSED') throw thrown;
    return { happened: 'refused', fault: valid ? `the rewriter refused a valid module: ${thrown.message}` : undefined };
  }
}

/**
 * An invalid module may become valid only where the rewriter replaces what is wrong, maxima and the start function, or where a
 * heap type names the type it appends.
 */
function mended(bytes: Uint8Array, options: RewriteOptions): string | undefined {
  const message = compileError(bytes);
  return /heap type|memory size|start function|maximum/i.test(message)
    ? undefined
    : `${message}, but valid after ${JSON.stringify(options)}`;
}

function compileError(bytes: Uint8Array): string {
  try {
    new WebAssembly.Module(bytes.slice());
    return '';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
}
