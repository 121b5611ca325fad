// `wasm-sandbox doctor`: which layers hold a guest on this machine, found by a child that tries to get out.
import { findIsolation, findLayers, selfTestEntry, type IsolationLayer, type IsolationReport } from '../../sandbox-core/node.ts';
import { parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { json, bubblewrap } = wishesIn(args);
  const report = await findIsolation({ entry: selfTestEntry(), layers: findLayers({ bubblewrap }) });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
  return report.holds ? 0 : 1;
}

function wishesIn(args: readonly string[]): { readonly json: boolean; readonly bubblewrap: boolean } {
  try {
    const options = { json: { type: 'boolean' }, 'no-bubblewrap': { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    return { json: values.json === true, bubblewrap: values['no-bubblewrap'] !== true };
  } catch {
    throw new UsageError(`doctor takes --json, --no-bubblewrap and nothing else; it was given ${args.join(' ')}`);
  }
}

const STATE_WORDS: Readonly<Record<IsolationLayer['state'], string>> = {
  untried: 'untried',
  held: 'on',
  'not-held': 'FAILED',
  absent: 'off',
  'switched-off': 'switched off',
};

function describe({ layers, attempts, holds, advice }: IsolationReport): string {
  const escaped = attempts.filter(({ held }) => !held).length;
  return [
    'layers around a guest',
    ...aligned(layers.map(({ layer, state, says }) => [STATE_WORDS[state], layer, says])),
    '',
    'what a guest process tried, and what held it',
    ...aligned(
      attempts.map(({ attempt, held, by, code }) => [held ? 'held' : 'OUT', attempt, held ? byText(by, code) : 'nothing']),
    ),
    '',
    `${attempts.length - escaped} of ${attempts.length} attempts were held.`,
    ...(escaped > 0 && holds ? ['What got out, no layer of this platform is made against.'] : []),
    ...advice,
    '`run --no-jail` starts a guest without permission model, jail, filter and resource limits.',
    '',
  ].join('\n');
}

function byText(by: readonly string[], code: string): string {
  return `${by.length > 0 ? by.join(', ') : 'all layers together'} (${code})`;
}

function aligned(rows: readonly (readonly [string, string, string])[]): string[] {
  const first = Math.max(0, ...rows.map(([head]) => head.length));
  const second = Math.max(0, ...rows.map(([, name]) => name.length));
  return rows.map(([head, name, text]) => `  ${head.padEnd(first)}  ${name.padEnd(second)}  ${text}`);
}
