// The text of a test.json → a TestFile, or every fault with its line and column. Never throws on any text.
import { findNodeAtLocation, getNodeValue, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import { cutMiddle, visibleText } from '../base/visible-text.ts';
import { parseJsonTree, type JsonTree } from '../policy/json-tree.ts';
import { TEST_CAPS, testFileSchema, type TestFile } from './test-schema.ts';

const MOST_DIAGNOSTICS = 20;

export function parseTest(text: string): Checked<TestFile> {
  const parsed = parseJsonTree(text, TEST_CAPS);
  if (!parsed.ok) return parsed;
  const file = testFileSchema.safeParse(getNodeValue(parsed.value.root));
  if (file.success) return { ok: true, value: file.data };
  const issues = file.error.issues.slice(0, MOST_DIAGNOSTICS);
  return { ok: false, diagnostics: issues.map((issue) => diagnosticOf(issue, parsed.value)) };
}

function diagnosticOf(issue: z.core.$ZodIssue, { root, placeAt }: JsonTree): Diagnostic {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const node = nodeAt(root, [...issue.path, key])?.parent?.children?.[0];
    return { code: 'unknown-key', message: `unknown key "${shown(key)}"`, place: placeAt((node ?? root).offset) };
  }
  const node = nodeAt(root, issue.path);
  const name = issue.path.map(String).join('.');
  if (node === undefined) {
    const parent = nodeAt(root, issue.path.slice(0, -1)) ?? root;
    return {
      code: 'missing-key',
      message: `"${shown(name)}" is missing; ${issue.message} was expected`,
      place: placeAt(parent.offset),
    };
  }
  const found = shown(JSON.stringify(getNodeValue(node)));
  const message = `${name === '' ? 'the test' : name} is ${found}; ${issue.message} was expected`;
  return { code: 'value', message, place: placeAt(node.offset) };
}

function nodeAt(root: Node, path: readonly PropertyKey[]): Node | undefined {
  return findNodeAtLocation(
    root,
    path.map((step) => (typeof step === 'number' ? step : String(step))),
  );
}

function shown(text: string): string {
  return visibleText(cutMiddle(text, 80));
}
