// A Manifest → the text of its file: the inverse of parseManifest. Written in full, limits too, so that a kept manifest
// means the same when a default changes. By hand, since objects would put variables with numbers for names first.
import { formatInstant } from '../base/instant.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits/limits.ts';
import type { ClockSetting, Manifest, MountEntry, RandomSetting } from './manifest.ts';
import { FROZEN_AT } from './manifest-from-file.ts';

export function formatManifest(manifest: Manifest): string {
  const { args, env, mounts, clock, random, limits, onMiss } = manifest;
  const lines = [
    '"version": 1',
    `"args": [${args.map(json).join(', ')}]`,
    `"env": ${block(
      '{',
      env.map(([name, value]) => `${json(name)}: ${json(value)}`),
      '}',
    )}`,
    `"mounts": ${block('[', mounts.map(mountText), ']')}`,
    `"clock": ${clockText(clock)}`,
    `"random": ${randomText(random)}`,
    `"limits": ${block('{', limitLines(limits), '}')}`,
    `"onMiss": ${json(onMiss)}`,
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
}

function block(open: string, entries: readonly string[], close: string): string {
  if (entries.length === 0) return open + close;
  return `${open}\n${entries.map((entry) => `    ${entry}`).join(',\n')}\n  ${close}`;
}

function mountText({ guest, source, rights }: MountEntry): string {
  return `{ "guest": ${json(guest)}, ${sourceText(source)}, "rights": [${rights.map(json).join(', ')}] }`;
}

function sourceText(source: MountEntry['source']): string {
  switch (source.kind) {
    case 'grant':
      return `"grant": ${json(source.name)}`;
    case 'path':
      return `"path": ${json(source.path)}`;
    case 'memory':
      return '"memory": true';
  }
}

function clockText(clock: ClockSetting): string {
  if (clock.kind === 'frozen') return json(clock.at === FROZEN_AT ? 'frozen' : formatInstant(clock.at));
  return clock.resolution === undefined ? '"real"' : `{ "resolution": ${json(exactly(clock.resolution, TIME_UNITS))} }`;
}

function randomText(random: RandomSetting): string {
  return random.kind === 'real' ? '"real"' : `{ "seed": ${random.seed} }`;
}

function limitLines(limits: Limits): string[] {
  const { most, onExceed } = limits.memory;
  const given = (name: string, value: number | null, units: Units): string[] =>
    value === null ? [] : [`"${name}": ${json(exactly(value, units))}`];
  return [
    ...given('wallTime', limits.wallTime, TIME_UNITS),
    ...given('cpuTime', limits.cpuTime, TIME_UNITS),
    ...(limits.fuel === null ? [] : [`"fuel": { "most": ${limits.fuel.most}, "counting": ${json(limits.fuel.counting)} }`]),
    `"memory": { "most": ${json(exactly(most, BYTE_UNITS))}, "onExceed": ${json(onExceed)} }`,
    ...(limits.collectedHeap === 'refuse' ? [] : [`"collectedHeap": ${json(limits.collectedHeap)}`]),
    `"tableElements": ${limits.tableElements}`,
    ...given('stack', limits.stack, BYTE_UNITS),
    ...given('output', limits.output, BYTE_UNITS),
    ...given('input', limits.input, BYTE_UNITS),
    `"openFiles": ${limits.openFiles}`,
    `"hostCalls": ${limits.hostCalls}`,
    ...(limits.hostCallRate === null ? [] : [`"hostCallRate": ${limits.hostCallRate}`]),
    ...given('sleep', limits.sleep, TIME_UNITS),
    ...(limits.denials === DEFAULT_LIMITS.denials ? [] : [`"denials": ${limits.denials}`]),
  ];
}

type Units = readonly (readonly [name: string, size: number])[];

const BYTE_UNITS: Units = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['', 1],
];
const TIME_UNITS: Units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
];

/** In the largest unit that divides the value: nothing is rounded, unlike in what people are shown. */
function exactly(value: number, units: Units): string {
  const unit = units.find(([, size]) => value >= size && value % size === 0);
  return `${value / (unit?.[1] ?? 1)}${unit?.[0] ?? units.at(-1)?.[0] ?? ''}`;
}

function json(text: string): string {
  return JSON.stringify(text);
}
