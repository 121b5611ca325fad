// A guest's stack as the page is told of it: its text made visible, and not more of it than a page can use.
import { cutMiddle, visibleText, type GuestFrame } from '../../sandbox-core/index.ts';
import type { Frame } from '../contract/schemas.ts';

/** A guest may make a name 100,000 characters long. */
const LONGEST_NAME = 200;
const MOST_FRAMES = 64;

export function framesForPage(stack: readonly GuestFrame[]): Frame[] {
  return stack.slice(0, MOST_FRAMES).map(({ functionIndex, offset, name, source }) => {
    const frame = { functionIndex, offset, name: shown(name) };
    return source === undefined ? frame : { ...frame, source: { ...source, file: shown(source.file) } };
  });
}

function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST_NAME);
}
