// `wasm-sandbox policy suggest`: the least policy under which recorded runs would have gone as they went.
import { writeFileSync } from 'node:fs';
import {
  checkManifest,
  distinctRequests,
  effectivePolicy,
  formatManifest,
  recordedPlan,
  recordedRules,
  suggestPolicy,
  SUGGESTION_LEVELS,
  whatIf,
  type Platform,
  type Recording,
  type SuggestedRule,
  type Suggestion,
  type SuggestionLevel,
} from '../../../sandbox-core/index.ts';
import { parseFiles } from '../arguments.ts';
import { openSession, writeOut } from '../open-session.ts';
import { UsageError } from '../usage.ts';
import { rulesFor } from './load.ts';

export async function suggestCommand(args: readonly string[], platform: Platform): Promise<number> {
  const table = { json: 'flag', level: 'value', 'with-denied': 'flag', into: 'value' } as const;
  const { options, files } = parseFiles(args, table);
  const level = levelNamed(options.get('level')?.[0] ?? 'exact');
  const recordings = files.map((file) => openSession(platform, file));
  try {
    const sources = recordings.map((recording) => {
      const requests = distinctRequests(recording);
      requests.takeIn();
      return { requests, plan: recordedPlan(recording.header) };
    });
    const suggestion = suggestPolicy(sources, { level, withDenied: options.has('with-denied') });
    const { manifest, cedarText } = suggestion;
    const checked = checkManifest(manifest);
    if (!checked.ok) throw new UsageError(`the recording's manifest is refused: ${checked.diagnostics[0]?.message ?? ''}`);
    const lost = await lostCalls(recordings, suggestion);
    const into = options.get('into')?.[0];
    if (into !== undefined) {
      writeFileSync(`${into}.sandbox.json`, formatManifest(manifest), { mode: 0o600 });
      if (cedarText !== '') writeFileSync(`${into}.cedar`, cedarText);
    }
    await writeOut(options.has('json') ? jsonOf(suggestion, lost) : textOf(suggestion, lost, into === undefined));
    return lost > 0 ? 1 : 0;
  } finally {
    for (const recording of recordings) recording.close();
  }
}

function levelNamed(name: string): SuggestionLevel {
  const level = SUGGESTION_LEVELS.find((one) => one === name);
  if (level !== undefined) return level;
  throw new UsageError(`--level ${name}: one of ${SUGGESTION_LEVELS.join(', ')} was expected`);
}

/** Calls that were allowed and would not be: the suggestion is held to what it promises before it is handed out. */
async function lostCalls(recordings: readonly Recording[], { manifest, cedarText }: Suggestion): Promise<number> {
  const texts = cedarText === '' ? [] : [{ name: 'suggested.cedar', text: cedarText }];
  const policy = effectivePolicy(await rulesFor(manifest, texts));
  return recordings
    .flatMap((recording) => whatIf(distinctRequests(recording), effectivePolicy(recordedRules(recording.header)), policy).changes)
    .reduce((sum, { request, to }) => sum + (to === 'denied' ? request.calls : 0), 0);
}

function jsonOf({ manifest, cedarText, rules, notes }: Suggestion, lost: number): string {
  return `${JSON.stringify({ manifest: JSON.parse(formatManifest(manifest)) as unknown, cedar: cedarText, rules, notes, lostCalls: lost })}\n`;
}

function textOf({ manifest, cedarText, rules, notes }: Suggestion, lost: number, withTexts: boolean): string {
  const texts = withTexts ? `${formatManifest(manifest)}\n${cedarText}${cedarText === '' ? '' : '\n'}` : '';
  const losses = lost === 0 ? '' : `${lost} calls that were allowed would be denied under it.\n`;
  return `${texts}${rules.map(ruleText).join('')}${notes.map((note) => `Note: ${note}\n`).join('')}${losses}`;
}

function ruleText({ id, text, evidence, exceptions }: SuggestedRule): string {
  const within = exceptions.map((one) => `    ${one.text}: ${evidenceText(one.evidence)}\n`).join('');
  return `${id}: ${text}${evidence === undefined ? '' : `; ${evidenceText(evidence)}`}\n${within}`;
}

/** People count calls from 1. */
function evidenceText({ calls, first }: NonNullable<SuggestedRule['evidence']>): string {
  const rows = first.map(({ recording, row }) => `#${row + 1}${recording > 0 ? ` of recording ${recording + 1}` : ''}`);
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, first ${rows.join(', ')}`;
}
