// `wasm-sandbox inspect`: what a module is and what it asks for, without running a byte of it.
import {
  describeModule,
  formatBytes,
  visibleText,
  wantedFunctions,
  type Family,
  type ModuleDescription,
} from '../../sandbox-core/index.ts';
import { parseArguments } from './arguments.ts';
import { openModule } from './open-module.ts';

export async function inspectCommand(args: readonly string[]): Promise<number> {
  const { file, options } = parseArguments(args, { json: 'flag' }, false);
  const opened = await openModule(file);
  const description = describeModule(opened.bytes, opened.module);
  const wants = wantsOf(description);
  const text = options.has('json')
    ? JSON.stringify({ name: opened.name, wants: [...wants.keys()], ...description }, bigintsAsText)
    : describe(opened.name, opened.bytes.length, description, wants);
  process.stdout.write(`${text}\n`);
  return 0;
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Host functions asked for, by family; what nobody offers stands under `unknown`. */
function wantsOf(description: ModuleDescription): ReadonlyMap<Family | 'unknown', readonly string[]> {
  const wants = new Map<Family | 'unknown', string[]>();
  for (const { module, name, family } of wantedFunctions(description.imports)) {
    const key = family ?? 'unknown';
    wants.set(key, [...(wants.get(key) ?? []), family ? name : `${module}.${name}`]);
  }
  return wants;
}

function describe(
  name: string,
  size: number,
  description: ModuleDescription,
  wants: ReadonlyMap<string, readonly string[]>,
): string {
  return [
    `${visibleText(name)}: ${description.kind}, ${formatBytes(size)}`,
    '',
    'asks for',
    ...list([...wants].map(([family, names]) => [family, names.map(visibleText).join(' ')])),
    '',
    'imports',
    ...list(description.imports.map((entry) => [visibleText(`${entry.module}.${entry.name}`), entry.type])),
    '',
    'exports',
    ...list(description.exports.map((entry) => [visibleText(entry.name), entry.type])),
    '',
    'memories',
    ...list(description.memories.map((memory, index) => [String(index), memory])),
    '',
    'sections',
    ...list(
      description.sections.map((section) => [
        visibleText(section.name === '' ? section.kind : `${section.kind} ${section.name}`),
        `0x${section.offset.toString(16)}  ${formatBytes(section.size)}${section.entries === undefined ? '' : `  ${section.entries} entries`}`,
      ]),
    ),
    ...(description.producers.length > 0
      ? [
          '',
          'producers',
          ...list(
            description.producers.map((entry) => [
              visibleText(entry.field),
              visibleText(`${entry.name} ${entry.version}`.trim()),
            ]),
          ),
        ]
      : []),
  ].join('\n');
}

function list(rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return ['  nothing'];
  const width = Math.min(48, Math.max(...rows.map(([head]) => head.length)));
  return rows.map(([head, text]) => `  ${head.padEnd(width)}  ${text}`.trimEnd());
}
