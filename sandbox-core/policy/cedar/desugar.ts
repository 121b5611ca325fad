// A manifest as Cedar text: what its rules say, a policy each, in the form that Cedar's own formatter gives. It is shown
// beside the manifest, and Cedar judges by it what our table is held to.
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import type { Action } from '../request.ts';
import { rulesOf } from '../rules.ts';
import { cedarString } from '../cedar-string.ts';

/** One text for each of `rulesOf(manifest)` that speaks of any action, annotated `@id("manifest-1")` and so on; joined by empty lines they are one text. */
export function desugar(manifest: Manifest): readonly string[] {
  return rulesOf(manifest)
    .filter(({ actions }) => actions.length > 0)
    .map(policyOf);
}

function policyOf({ id, effect, actions, under }: Rule): string {
  const resource = under === '' ? 'resource' : `resource in Dir::${cedarString(under)}`;
  return `@id("manifest-${id}")\n${effect} (\n  principal,\n  ${actionClause(actions)},\n  ${resource}\n);\n`;
}

function actionClause(actions: readonly Action[]): string {
  const names = actions.map((action) => `Action::"${action}"`);
  if (names.length === 1) return `action == ${names[0]}`;
  const line = `action in [${names.join(', ')}]`;
  return line.length <= MOST_IN_LINE ? line : `action in\n    [${names.join(',\n     ')}]`;
}

/** As the formatter breaks lines of a hundred characters. */
const MOST_IN_LINE = 97;
