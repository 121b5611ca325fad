// How a call or an opening ended, in bytes. The reading side is the engine's and trusts nothing.
import { LIMIT_NAMES } from '../limits/limits.ts';
import type { GuestEnding, GuestOffset } from '../run/guest-protocol.ts';
import { TRAP_KINDS } from '../run/outcome.ts';
import type { FrameReader } from './frame-reader.ts';
import type { FrameWriter } from './frame-writer.ts';

const KINDS = ['returned', 'exited', 'trapped', 'denied', 'limit', 'stopped', 'refused', 'crashed'] as const;
const MOST_TEXT = 8192;
const MOST_FRAMES = 64;

export function writeEnding(writer: FrameWriter, ending: GuestEnding): void {
  writer.u8(KINDS.indexOf(ending.kind));
  switch (ending.kind) {
    case 'returned':
    case 'stopped':
      return;
    case 'exited':
      writer.u32(ending.code);
      return;
    case 'trapped':
      writer.u8(TRAP_KINDS.indexOf(ending.trap.kind)).text(ending.trap.message).u8(ending.trap.stack.length);
      for (const frame of ending.trap.stack) writer.u32(frame.functionIndex).u32(frame.offset);
      return;
    case 'denied':
      writer.text(ending.call).text(ending.resource).u32(ending.rule);
      return;
    case 'limit':
      writer.u8(LIMIT_NAMES.indexOf(ending.limit));
      return;
    case 'refused':
      writer.text(ending.message).f64(ending.offset ?? -1);
      return;
    case 'crashed':
      writer.text(ending.reason);
  }
}

/** Undefined for a frame that is broken. */
export function readEnding(reader: FrameReader): GuestEnding | undefined {
  const ending = endingOf(reader, reader.oneOf(KINDS));
  return reader.sound ? ending : undefined;
}

function endingOf(reader: FrameReader, kind: GuestEnding['kind'] | undefined): GuestEnding | undefined {
  switch (kind) {
    case undefined:
      return undefined;
    case 'returned':
    case 'stopped':
      return { kind };
    case 'exited':
      return { kind, code: reader.u32() };
    case 'trapped': {
      const trap = reader.oneOf(TRAP_KINDS) ?? 'other';
      return { kind, trap: { kind: trap, message: reader.text(MOST_TEXT), stack: framesOf(reader) } };
    }
    case 'denied':
      return { kind, call: reader.text(MOST_TEXT), resource: reader.text(MOST_TEXT), rule: reader.u32() };
    case 'limit': {
      const limit = reader.oneOf(LIMIT_NAMES);
      return limit && { kind, limit };
    }
    case 'refused': {
      const message = reader.text(MOST_TEXT);
      const offset = reader.f64();
      return offset === -1 ? { kind, message } : { kind, message, offset: wholeOr(reader, offset) };
    }
    case 'crashed':
      return { kind, reason: reader.text(MOST_TEXT) };
  }
}

function wholeOr(reader: FrameReader, offset: number): number {
  if (!Number.isSafeInteger(offset) || offset < 0) reader.refuse();
  return offset;
}

function framesOf(reader: FrameReader): GuestOffset[] {
  const count = reader.u8();
  if (count > MOST_FRAMES) reader.refuse();
  const frames: GuestOffset[] = [];
  for (let index = 0; index < count && reader.sound; index += 1) {
    frames.push({ functionIndex: reader.u32(), offset: reader.u32() });
  }
  return frames;
}
