// The text of a fault schedule (`*.faults.json`) to rules, or every fault of it with its place. Never throws on any text.
//
//   { "version": 1, "faults": [ { "where": "name:fd_write resource:/out/*", "nth": 3, "fail": "ENOSPC" },
//                               { "where": "name:fd_read", "every": 1, "cut": "half" }, { "nth": 10, "clock": "1h" } ] }
import { getNodeValue, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { parseDuration } from '../../base/units.ts';
import { errnoNumber } from '../../host/errno.ts';
import { parseJsonTree, type JsonTree } from '../../policy/json-tree.ts';
import { callCondition } from '../stepping/call-condition.ts';
import type { FaultEffect, FaultRule } from './fault-rule.ts';
import { faultsFileSchema, type faultInFileSchema } from './faults-file-schema.ts';

const CAPS = { textLength: 1 << 20, depth: 16, values: 20_000, diagnostics: 100 } as const;

type RuleInFile = z.infer<typeof faultInFileSchema>;

export function parseFaults(text: string): Checked<readonly FaultRule[]> {
  const parsed = parseJsonTree(text, CAPS);
  if (!parsed.ok) return parsed;
  const tree = parsed.value;
  const file = faultsFileSchema.safeParse(getNodeValue(tree.root));
  if (!file.success) {
    return refused(file.error.issues.map(({ message, path }) => diagnostic(tree, path, message)));
  }
  const diagnostics: Diagnostic[] = [];
  const rules = file.data.faults.map((rule, index) => {
    const read = ruleFrom(rule);
    if (typeof read !== 'string') return read;
    diagnostics.push(diagnostic(tree, ['faults', index], read));
    return undefined;
  });
  return diagnostics.length > 0 ? refused(diagnostics) : { ok: true, value: rules.filter((rule) => rule !== undefined) };
}

/** The rule, or what is wrong with it. */
function ruleFrom(rule: RuleInFile): FaultRule | string {
  const condition = callCondition(rule.where ?? '');
  if (!condition.ok) return `where, column ${condition.fault.from + 1}: ${condition.fault.message}`;
  const effect = effectOf(rule);
  if (typeof effect === 'string') return effect;
  const { where = '', nth = 1, every = 0, times = null } = rule;
  return { where, nth, every, times, effect };
}

function effectOf({ fail, cut, clock }: RuleInFile): FaultEffect | string {
  if (fail !== undefined) {
    const errno = errnoNumber(fail);
    return errno === undefined || errno === 0
      ? `${JSON.stringify(fail)} is no errno; a name like ENOSPC was expected`
      : { kind: 'fail', errno };
  }
  if (cut !== undefined) return { kind: 'cut', to: cut };
  if (clock === undefined) return { kind: 'deny' };
  const nanos = parseDuration(clock);
  return nanos === undefined
    ? `${JSON.stringify(clock)} is no length of time; one like 1h or 500ms was expected`
    : { kind: 'clock', nanos };
}

function diagnostic({ root, placeAt }: JsonTree, path: readonly PropertyKey[], message: string): Diagnostic {
  return { code: 'fault-schedule', message, place: placeAt((nodeOf(root, path) ?? root).offset) };
}

function nodeOf(root: Node, path: readonly PropertyKey[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    const children: readonly Node[] = node?.children ?? [];
    node =
      typeof key === 'number' ? children[key] : children.find((property) => property.children?.[0]?.value === key)?.children?.[1];
  }
  return node;
}

function refused(diagnostics: readonly Diagnostic[]): Checked<never> {
  return { ok: false, diagnostics: diagnostics.slice(0, CAPS.diagnostics) };
}
