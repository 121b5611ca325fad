// The *.sandboxtest folders below some folders, in the order of their names. Links to folders are not followed.
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { TEST_FOLDER_ENDING } from './open-test.ts';
import { UsageError } from './usage.ts';

export interface FoundTest {
  /** Path below the folder that was searched, without the ending. */
  readonly name: string;
  readonly folder: string;
}

const MOST_FOLDERS = 100_000;
const DEEPEST = 64;

export function findTests(roots: readonly string[]): FoundTest[] {
  const found = new Map<string, FoundTest>();
  for (const root of roots) {
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`${root}: no such folder`);
    const start = resolve(root);
    for (const folder of start.endsWith(TEST_FOLDER_ENDING) ? [start] : testsBelow(start)) {
      const name = folder === start ? basename(folder) : relative(start, folder);
      found.set(folder, { folder, name: name.slice(0, -TEST_FOLDER_ENDING.length) });
    }
  }
  return [...found.values()];
}

/** A link named as a test is found too, to be refused aloud. */
function testsBelow(root: string): string[] {
  const found: string[] = [];
  const waiting = [{ folder: root, depth: 0 }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    seen += 1;
    if (seen > MOST_FOLDERS) throw new UsageError(`${root}: more than ${MOST_FOLDERS} folders to search`);
    for (const entry of readdirSync(next.folder, { withFileTypes: true })) {
      const path = join(next.folder, entry.name);
      if (entry.name.endsWith(TEST_FOLDER_ENDING)) found.push(path);
      else if (entry.isDirectory() && next.depth < DEEPEST) waiting.push({ folder: path, depth: next.depth + 1 });
    }
  }
  return found.toSorted();
}
