// The reader: it never throws, and takes every module that the engine takes; so do names, admission and description.
import { admit } from '../../../sandbox-core/module/admit.ts';
import { describeModule } from '../../../sandbox-core/module/describe-module.ts';
import type { Module } from '../../../sandbox-core/module/module.ts';
import { LineTable } from '../../../sandbox-core/module/dwarf/line-table.ts';
import { functionName, readNames } from '../../../sandbox-core/module/names.ts';
import { readModule } from '../../../sandbox-core/module/read-module.ts';
import { moduleCorpus } from '../module-corpus.ts';
import type { FuzzTarget, Judgement } from '../target.ts';

export const moduleTarget: FuzzTarget = { name: 'module', corpus: moduleCorpus, judge: judgeReading };

function judgeReading(bytes: Uint8Array<ArrayBuffer>): Judgement {
  const read = readModule(bytes);
  const valid = WebAssembly.validate(bytes);
  if (!read.ok) {
    const [first] = read.diagnostics;
    return {
      happened: `refused ${first?.code ?? ''}`,
      fault: valid ? `refused a valid module: ${first?.message ?? ''}` : placeFault(bytes, read.diagnostics),
    };
  }
  const admission = lookAround(bytes, read.value);
  return { happened: `read ${valid ? 'valid' : 'invalid'} ${read.value.sections.length} ${admission}` };
}

function placeFault(
  bytes: Uint8Array,
  diagnostics: Extract<ReturnType<typeof readModule>, { ok: false }>['diagnostics'],
): string | undefined {
  const outside = diagnostics.find(({ place }) => place.kind === 'byte' && !(place.offset >= 0 && place.offset <= bytes.length));
  return outside && `a diagnostic at ${JSON.stringify(outside.place)} of ${bytes.length} bytes`;
}

function lookAround(bytes: Uint8Array, module: Module): string {
  describeModule(bytes, module);
  const admitted = admit(module, bytes, {
    offered: () => undefined,
    memoryBytes: 1 << 20,
    tableElements: 100,
    engine: new Set(),
  });
  const names = readNames(bytes, module);
  for (let index = 0; index < 5; index += 1) {
    functionName(names, module, index);
    names.localName(index, 0);
  }
  const lines = new LineTable(bytes, module);
  for (let offset = 0; offset < bytes.length; offset += 97) lines.placeOf(offset);
  return JSON.stringify(admitted).length > 100 ? 'spoken of' : 'plain';
}
