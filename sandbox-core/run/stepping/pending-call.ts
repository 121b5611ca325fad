// A call that is held at the gate, as a chunk of one row: so that whatever describes and filters recorded calls can do the
// same with it.
import type { DirectedCall } from '../../host/call-director.ts';
import type { HostCall } from '../../host/host-call.ts';
import { SIGNATURES } from '../../host/gate.ts';
import { ACTIONS } from '../../policy/request.ts';
import { ACCESS_KINDS, CALL_OUTCOMES } from '../../recording/record/call-outcome.ts';
import { ChunkBuilder } from '../../recording/record/chunk-builder.ts';
import type { Chunk } from '../../recording/record/chunk.ts';

const READ = ACCESS_KINDS.indexOf('read');
const WROTE = ACCESS_KINDS.indexOf('wrote');
const RESOURCE = ACCESS_KINDS.indexOf('resource');
/** Of a text or a list of vectors: as much as a path may have. */
const MOST_BYTES = 4096;
const MOST_VECTORS = 64;

export function pendingChunk({ row, signature, resource, outcome, errno, call }: DirectedCall): Chunk | undefined {
  const builder = new ChunkBuilder(row);
  const parameters = SIGNATURES[signature]?.parameters ?? [];
  const pages = Math.floor(call.guest.memory.pages);
  builder.row(signature, CALL_OUTCOMES.indexOf(outcome), ACTIONS.indexOf(call.action), call.rule, call.start, 0, errno, pages);
  builder.arguments(call.arguments.words, 0, parameters.length);
  for (const [index, { kind }] of parameters.entries()) {
    const pointer = call.u32(index);
    const count = call.u32(index + 1);
    if (kind === 'text') addAccess(builder, READ, pointer, peek(call, pointer, Math.min(count, MOST_BYTES)));
    if (kind === 'vectors') addAccess(builder, READ, pointer, peek(call, pointer, Math.min(count, MOST_VECTORS) * 8));
  }
  if (resource !== '') addAccess(builder, RESOURCE, 0, new TextEncoder().encode(resource));
  for (const { pointer, bytes } of call.results.pending()) addAccess(builder, WROTE, pointer, bytes.subarray(0, MOST_BYTES));
  return builder.take();
}

function peek(call: HostCall, pointer: number, length: number): Uint8Array | undefined {
  return call.guest.memory.has(pointer, length) ? call.guest.memory.peek(pointer, length) : undefined;
}

function addAccess(builder: ChunkBuilder, kind: number, pointer: number, bytes: Uint8Array | undefined): void {
  if (bytes === undefined) return;
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  builder.access(kind, pointer, bytes.length, words, 0, bytes.length);
}
