// What a word of a text in Cedar means, for who rests on it.
import { cedarTokens } from './cedar-tokens.ts';
import type { CedarWords } from './cedar-completion.ts';
import type { HoverWords } from './editor-props.ts';

const MEANING: ReadonlyMap<string, string> = new Map([
  ['permit', 'Permits what its head and conditions cover, inside of what the manifest mounts.'],
  ['forbid', 'Denies what its head and conditions cover, whatever permits it.'],
  ['when', 'The rule holds only where this is true.'],
  ['unless', 'The rule holds only where this is false.'],
  ['principal', 'Who asks. There is one guest.'],
  ['action', 'What is asked for.'],
  ['resource', 'Of which file it is asked; of System where it is no file.'],
  ['context', 'How it is asked: context.call is the host function.'],
  ['in', 'Lies in the directory, or is one of the set.'],
  ['is', 'Is of the type.'],
  ['has', 'Has the attribute.'],
  ['like', 'Matches the pattern, in which * stands for any letters.'],
  ['Dir', 'A directory by its path as the guest sees it, with all that lies in it.'],
  ['File', 'One path as the guest sees it.'],
  ['Action', 'An action, by its name.'],
  ['Guest', 'The guest.'],
  ['System', 'All that is no file: clock, streams, randomness, the process.'],
  ['path', 'The whole path of the file.'],
  ['name', 'What follows the last slash of the path.'],
  ['call', 'The host function that asks: "path_open".'],
  ['@id', 'What the rule is called in sentences and recordings.'],
]);

export function hoverCedar(
  text: string,
  at: number,
  { actions, paths }: Pick<CedarWords, 'actions' | 'paths'>,
): HoverWords | null {
  const token = cedarTokens(text).find(({ from, to }) => from <= at && at < to);
  if (token === undefined || token.kind === 'blank' || token.kind === 'note') return null;
  const piece = text.slice(token.from, token.to);
  const words = token.kind === 'text' ? meaningOfText(piece.slice(1, -1), actions, paths) : MEANING.get(piece);
  return words === undefined ? null : { from: token.from, to: token.to, words };
}

function meaningOfText(text: string, actions: CedarWords['actions'], paths: CedarWords['paths']): string | undefined {
  const action = actions.find(({ name }) => name === text);
  if (action !== undefined) return `${action.name}: ${action.says}.`;
  const calls = paths
    .filter((one) => text.startsWith('/') && (one.text === text || one.text.startsWith(text === '/' ? '/' : `${text}/`)))
    .reduce((sum, one) => sum + one.calls, 0);
  if (calls > 0) return `Asked for by ${calls} recorded ${calls === 1 ? 'call' : 'calls'}.`;
  return text.startsWith('/') ? 'No recorded call asked for this.' : undefined;
}
