// The rules of a recorded run, read back. The file may come from anywhere, so what no policy says is left out.
import { isNormalGuestPath } from '../base/guest-path.ts';
import type { RuleId } from '../base/ids.ts';
import { readCedarPart } from './condition/read-cedar-part.ts';
import { LAST_RULE } from './decide.ts';
import { DEFAULT_RULE, type Rule } from './decision.ts';
import type { Manifest } from './manifest.ts';
import { ACTIONS, asksPath, type Action } from './request.ts';
import { rulesOf } from './rules.ts';

/** As a header has it (recording/store/recording-header.ts), which checks no more than these types. */
interface RuleOnFile {
  readonly id: number;
  readonly effect: 'permit' | 'forbid';
  readonly text: string;
  readonly pointer: string;
  readonly actions: readonly string[];
  readonly under: string;
  readonly cedar?: object;
}

/**
 * All but rule 0, which is always there. Of rules with one number the first counts; one that has a part which is not known
 * decides nothing; actions that are not known are left out, as no question here can be about them. `compileTable` takes what
 * comes out.
 */
export function recordedRules({ rules }: { readonly rules: readonly RuleOnFile[] }): Rule[] {
  const seen = new Set<number>([DEFAULT_RULE.id]);
  return rules.flatMap((recorded) => {
    if (seen.has(recorded.id)) return [];
    seen.add(recorded.id);
    return ruleOf(recorded) ?? [];
  });
}

/**
 * The rules of a run like a recorded one under another manifest: those of the manifest, then those that policy texts gave the
 * recorded run, numbered on. Undefined where one of these cannot be read: without it the run might be allowed more.
 */
export function rulesLikeRecorded(manifest: Manifest, recorded: { readonly rules: readonly RuleOnFile[] }): Rule[] | undefined {
  const fromTexts = recordedRules(recorded).filter(({ cedar }) => cedar !== undefined);
  if (fromTexts.length !== recorded.rules.filter(({ cedar }) => cedar !== undefined).length) return undefined;
  const own = rulesOf(manifest);
  if (own.length + fromTexts.length > LAST_RULE) return undefined;
  return [...own, ...fromTexts.map((rule, index) => ({ ...rule, id: (own.length + index + 1) as RuleId }))];
}

function ruleOf({ cedar, id, actions, ...rest }: RuleOnFile): Rule | undefined {
  if (!Number.isInteger(id) || id < 1 || id > LAST_RULE) return undefined;
  const rule = { ...rest, id: id as RuleId, actions: actions.filter(isAction) };
  const part = cedar === undefined ? undefined : readCedarPart(cedar);
  if (cedar !== undefined && part === undefined) return undefined;
  const place = part?.file ?? rule.under;
  const fits = isNormalGuestPath(place) || (place === '' && (part !== undefined || !rule.actions.some(asksPath)));
  return fits ? { ...rule, ...(part === undefined ? {} : { cedar: part }) } : undefined;
}

function isAction(name: string): name is Action {
  return ACTIONS.some((action) => action === name);
}
