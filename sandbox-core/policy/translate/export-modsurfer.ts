// Our manifest's rules → a checkfile of Modsurfer: functions that no rule lets a guest call. It judges modules, not what they do,
// so that all else of a manifest is lost.
import type { Expression } from '../condition/expression.ts';
import type { Rule } from '../decision.ts';
import type { Manifest } from '../manifest.ts';
import { ASKED_ACTIONS } from '../cedar/cedar-schema.ts';
import { lostRule } from './exported-files.ts';
import { lostRest } from './lost-rest.ts';
import { shown, type ExportedPolicy, type Lost } from './translation.ts';

const NAMESPACE = 'wasi_snapshot_preview1';

export async function exportModsurfer(manifest: Manifest, rules: readonly Rule[]): Promise<ExportedPolicy> {
  const lost: Lost[] = manifest.mounts.map(({ guest }, index) => ({
    place: { kind: 'pointer', pointer: `/mounts/${index}` },
    what: shown(guest),
    why: 'a checkfile gives nothing',
  }));
  const names: string[] = [];
  let allow = true;
  for (const rule of rules.filter(({ cedar, actions }) => cedar !== undefined && actions.length > 0)) {
    const isOfAll =
      rule.effect === 'forbid' &&
      rule.under === '' &&
      rule.cedar?.file === undefined &&
      rule.actions.length === ASKED_ACTIONS.length;
    const call = callIn(rule.cedar?.when);
    if (isOfAll && rule.cedar?.when === undefined) allow = false;
    else if (isOfAll && call !== undefined) names.push(call);
    else lost.push(lostRule(rule, 'a checkfile can exclude a function, but not say what it may be called for'));
  }
  const exclude = names.map((name) => ({ namespace: NAMESPACE, name }));
  const checks = { validate: { allow_wasi: allow, ...(exclude.length === 0 ? {} : { imports: { exclude } }) } };
  const { stringify } = await import('yaml');
  return { text: stringify(checks), lost: [...lost, ...lostRest(manifest, [])] };
}

/** The name in `context.call == "…"`, alone. */
function callIn(when: Expression | undefined): string | undefined {
  if (when?.kind !== 'equal' || when.left.kind !== 'attribute' || when.left.of !== 'context') return undefined;
  return when.right.kind === 'text' ? when.right.value : undefined;
}
