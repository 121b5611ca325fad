// `wasm-sandbox export`: a copy of a session for somebody else, without what stays at home.
import { existsSync } from 'node:fs';
import { DEFAULT_EXPORT, exportRecording, type ExportChoice, type Platform } from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { openSession } from './open-session.ts';
import { UsageError } from './usage.ts';

const PARTS = { arguments: 'arguments', bytes: 'data' } as const;
const WITH = ['secrets', 'private'];

export async function exportCommand(args: readonly string[], platform: Platform): Promise<number> {
  const { file, options } = parseArguments(
    args,
    { into: 'value', without: 'values', with: 'values', 'no-module': 'flag', 'no-notes': 'flag' },
    false,
  );
  const into = options.get('into')?.[0];
  if (into === undefined) throw new UsageError('--into FILE was expected');
  if (existsSync(into)) throw new UsageError(`${into}: there is a file already`);
  openSession(platform, file).close();
  exportRecording(platform, file, into, choiceOf(options));
  return 0;
}

function choiceOf(options: ReadonlyMap<string, readonly string[]>): ExportChoice {
  const left = new Set(DEFAULT_EXPORT.leaveOut);
  for (const part of options.get('without') ?? []) {
    if (part !== 'arguments' && part !== 'bytes') throw new UsageError(`--without ${part}: arguments or bytes was expected`);
    left.add(PARTS[part]);
  }
  const also = options.get('with') ?? [];
  const unknown = also.find((one) => !WITH.includes(one));
  if (unknown !== undefined) throw new UsageError(`--with ${unknown}: ${WITH.join(' or ')} was expected`);
  if (also.includes('secrets')) left.delete('secret');
  return {
    leaveOut: left,
    privateTexts: also.includes('private'),
    module: !options.has('no-module'),
    notes: !options.has('no-notes'),
  };
}
