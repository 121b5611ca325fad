// Frames of a guest's stack and other guest text in one line of ours.
import { cutMiddle, visibleText, type GuestFrame } from '../../sandbox-core/index.ts';

const LONGEST = 400;

export function frameText({ name, functionIndex, offset, source }: GuestFrame): string {
  const place = source === undefined ? '' : ` (${shown(`${source.file}:${source.line}:${source.column}`)})`;
  return `${name === '' ? `function ${functionIndex}` : shown(name)}${place} at byte 0x${offset.toString(16)}`;
}

/** On one line, no longer than a few, and without what would steer a terminal. */
export function shown(text: string): string {
  return cutMiddle(visibleText(text), LONGEST);
}
