// What the schema found wrong → sentences: what the value is called, what was found, what was expected, and for an
// unknown key the one that was probably meant.
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import { nearestWord } from '../base/nearest-word.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import type { Fault } from './manifest-from-file.ts';
import { LATER, MANIFEST_CAPS, manifestKeysAt } from './manifest-schema.ts';

type Issue = z.core.$ZodIssue;

export function faultsOf(issues: readonly Issue[], root: Node): Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, issue.path, root));
}

function faultsOfIssue(issue: Issue, path: readonly PropertyKey[], root: Node): Fault[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MANIFEST_CAPS.diagnostics).map((key) => unknownKey(key, path));
    case 'invalid_union':
      return unionFaults(issue, path, root);
    case 'invalid_key':
      return [envNameFault(path)];
    default:
      return [valueFault(issue.message, path, root)];
  }
}

function unknownKey(key: string, path: readonly PropertyKey[]): Fault {
  const own = [...path, key];
  const later = LATER.get(own.map((step) => `/${String(step).replaceAll('/', '~1')}`).join(''));
  if (later !== undefined) return { code: 'later', message: later, path: own };
  const known = manifestKeysAt(path);
  const nearest = nearestWord(key, known);
  const expected = nearest === undefined ? `one of ${known.join(', ')} was expected` : `${nearest} was expected`;
  return { code: 'unknown-key', message: `unknown key "${shown(key)}"; ${expected}`, path: own };
}

/** An object in place of a choice is judged by the branch that takes objects; anything else by the choice as a whole. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[], root: Node): Fault[] {
  if (nodeAt(root, path)?.type === 'object') {
    const branch = issue.errors.find((issues) =>
      issues.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
    );
    if (branch) return branch.flatMap((inner) => faultsOfIssue(inner, [...path, ...inner.path], root));
  }
  return [valueFault(issue.message, path, root)];
}

function envNameFault(path: readonly PropertyKey[]): Fault {
  const name = shown(String(path.at(-1)));
  return {
    code: 'variable-name',
    message: `a variable is named "${name}"; a name of 1 to 1024 characters without = was expected`,
    path,
  };
}

function valueFault(expected: string, path: readonly PropertyKey[], root: Node): Fault {
  const node = nodeAt(root, path);
  const name = nameOf(path);
  if (!node) {
    const parent = path.slice(0, -1);
    return {
      code: 'missing-key',
      message: `${nameOf(parent)} has no "${String(path.at(-1))}"; ${expected} was expected`,
      path: parent,
    };
  }
  const isHostPath = path[0] === 'mounts' && path[2] === 'path';
  return {
    code: 'value',
    message: `${name} is ${isHostPath ? `a ${node.type}` : described(node)}; ${expected} was expected`,
    path,
  };
}

export function nodeAt(root: Node, path: readonly PropertyKey[]): Node | undefined {
  return findNodeAtLocation(
    root,
    path.map((step) => (typeof step === 'number' ? step : String(step))),
  );
}

/** `mounts[0].rights`, `env.LANG`, `the manifest`. */
function nameOf(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path) name += typeof step === 'number' ? `[${step}]` : `${name === '' ? '' : '.'}${shown(String(step))}`;
  return name === '' ? 'the manifest' : name;
}

function described(node: Node): string {
  const value: unknown = node.value;
  switch (node.type) {
    case 'string':
      return String(value).length > 60 ? `a string of ${String(value).length} characters` : `"${shown(String(value))}"`;
    case 'array':
      return node.children?.length ? `a list of ${node.children.length}` : 'an empty list';
    case 'object':
      return 'an object';
    default:
      return String(value);
  }
}

function shown(text: string): string {
  return visibleText(cutMiddle(text, 60));
}
