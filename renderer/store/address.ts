// A place as the fragment of a link, and back: `#/trace?run=…&call=4182&where=denied`.
import { readRange } from './time-range.ts';
import { START, type Place, type ScreenName } from './place.ts';

const SCREENS: readonly ScreenName[] = ['modules', 'module', 'policy', 'trace', 'audit', 'sessions', 'compare', 'isolation'];
const MODULE = /^[0-9a-f]{64}$/;
const RUN = /^r[0-9a-z]{12}$/;
const LONGEST_FILTER = 4096;
const MOST_RANGES = 20;

export function addressOf(place: Place): string {
  const facts = new URLSearchParams();
  if (place.module !== null) facts.set('module', place.module);
  if (place.run !== null) facts.set('run', place.run);
  if (place.screen === 'compare' && place.against !== null) facts.set('against', place.against);
  if (place.filter !== '') facts.set('where', place.filter);
  for (const { from, to } of place.ranges) facts.append('range', `${from}-${to}`);
  if (place.selection?.kind === 'call') facts.set('call', String(place.selection.row));
  if (place.selection?.kind === 'rule') facts.set('rule', place.selection.pointer);
  if (place.selection?.kind === 'entry') facts.set('entry', String(place.selection.seq));
  const text = facts.toString();
  return `#/${place.screen}${text === '' ? '' : `?${text}`}`;
}

/** Null for a fragment that is not an address of ours. What does not look like an id is left out. */
export function placeOf(fragment: string): Place | null {
  const [path = '', query = ''] = fragment.split('?', 2);
  const screen = SCREENS.find((name) => path === `#/${name}`);
  if (screen === undefined) return null;
  const facts = new URLSearchParams(query);
  const module = matching(facts.get('module'), MODULE);
  const run = matching(facts.get('run'), RUN);
  const call = matching(facts.get('call'), /^\d{1,12}$/);
  const entry = matching(facts.get('entry'), /^[1-9]\d{0,14}$/);
  const pointer = facts.get('rule');
  return {
    ...START,
    screen,
    module,
    run,
    against: matching(facts.get('against'), RUN),
    filter: (facts.get('where') ?? '').slice(0, LONGEST_FILTER),
    ranges:
      run === null
        ? []
        : facts
            .getAll('range')
            .slice(0, MOST_RANGES)
            .flatMap((text) => readRange(text) ?? []),
    selection:
      run !== null && call !== null
        ? { kind: 'call', run, row: Number(call) }
        : module !== null && pointer !== null
          ? { kind: 'rule', module, pointer }
          : entry === null
            ? null
            : { kind: 'entry', seq: Number(entry) },
  };
}

function matching(text: string | null, pattern: RegExp): string | null {
  return text !== null && pattern.test(text) ? text : null;
}
