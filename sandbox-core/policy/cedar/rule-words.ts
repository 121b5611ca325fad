// A compiled policy as the half-sentence that stands for it in lists: `reading files under /data is permitted where …`.
import { cutMiddle, visibleText } from '../../base/visible-text.ts';
import { DOING } from '../action-words.ts';
import { conditionWords } from '../condition/words.ts';
import { asksPath } from '../request.ts';
import { ASKED_ACTIONS } from './cedar-schema.ts';
import type { CompiledPolicy } from './compile.ts';

const MOST_WORDS = 400;

export function ruleWords(policy: CompiledPolicy): string {
  const { effect, cedar } = policy;
  const where = cedar.when === undefined ? '' : ` where ${conditionWords(cedar.when)}`;
  return cutMiddle(`${doings(policy)} is ${effect === 'permit' ? 'permitted' : 'forbidden'}${where}`, MOST_WORDS);
}

function doings({ actions, under, cedar }: CompiledPolicy): string {
  if (actions.length === ASKED_ACTIONS.length) return 'everything';
  const files = actions.filter(asksPath).map((action) => DOING[action]);
  const others = actions.filter((action) => !asksPath(action)).map((action) => DOING[action]);
  const place = cedar.file !== undefined ? shown(cedar.file) : under === '' ? 'any file' : `files under ${shown(under)}`;
  return listed([...(files.length > 0 ? [`${listed(files)} ${place}`] : []), ...others]);
}

function listed(words: readonly string[]): string {
  return words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function shown(path: string): string {
  return cutMiddle(visibleText(path), 120);
}
