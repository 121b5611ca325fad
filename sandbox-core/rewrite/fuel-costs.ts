// What an instruction costs, and what the rewriter must do at it. One unit each, but for what only delimits: `block`, `loop`,
// `else`, `end`, and of legacy exceptions `catch`, `catch_all` and `delegate`. What works on a length costs by that length too,
// paid before it runs: memory by 64 bytes, tables and arrays by element.
import { NAMES, immediatesOf } from '../module/opcodes.ts';

export const BYTES_PER_UNIT_LOG2 = 6;

/** What to do at an instruction beyond counting it. */
export const ACTION = {
  none: 0,
  local: 1,
  block: 2,
  loop: 3,
  if: 4,
  else: 5,
  end: 6,
  tryTable: 7,
  try: 8,
  catch: 9,
  delegate: 10,
  jump: 11,
  jumpIf: 12,
  jumpOnCast: 13,
  jumpTable: 14,
  return: 15,
  trap: 16,
  throw: 17,
  call: 18,
  tailCall: 19,
  bulk: 20,
  grow: 21,
  newFixed: 22,
} as const;

type Action = (typeof ACTION)[keyof typeof ACTION];

const BY_NAME: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    local: 'local.get local.set local.tee',
    block: 'block',
    loop: 'loop',
    if: 'if',
    else: 'else',
    end: 'end',
    tryTable: 'try_table',
    try: 'try',
    catch: 'catch catch_all',
    delegate: 'delegate',
    jump: 'br',
    jumpIf: 'br_if br_on_null br_on_non_null',
    jumpOnCast: 'br_on_cast br_on_cast_fail',
    jumpTable: 'br_table',
    return: 'return',
    trap: 'unreachable',
    throw: 'throw rethrow throw_ref',
    call: 'call call_indirect call_ref',
    tailCall: 'return_call return_call_indirect return_call_ref',
    bulk: `memory.fill memory.copy memory.init table.fill table.copy table.init array.new array.new_default array.new_data
      array.new_elem array.fill array.copy array.init_data array.init_elem`,
    grow: 'memory.grow table.grow',
    newFixed: 'array.new_fixed',
  } satisfies Record<Exclude<keyof typeof ACTION, 'none'>, string>).flatMap(([action, names]) =>
    names.split(/\s+/).map((name) => [name, ACTION[action as keyof typeof ACTION]] as const),
  ),
);

/** By dense opcode. */
export const ACTION_OF: Uint8Array = Uint8Array.from(NAMES, (name) => BY_NAME.get(name ?? '') ?? ACTION.none);

/** By dense opcode: 1 where the instruction names something by index that the rewriter may have appended one to. */
export const NAMES_INDEX: Uint8Array = Uint8Array.from(NAMES, (_, opcode) =>
  immediatesOf(opcode).some(
    (kind) =>
      kind === 'block-type' ||
      kind === 'function' ||
      kind === 'table' ||
      kind === 'memory' ||
      kind === 'type' ||
      kind === 'global',
  )
    ? 1
    : 0,
);
