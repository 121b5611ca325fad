// The one table of instructions (core specification 3.0, appendix "Index of Instructions", and the proposals named in
// feature.ts): for each opcode its text name, its immediates and the feature that brought it.
//
// An instruction's number here is dense: one-byte opcodes are themselves, and each prefix has a range of its own
// (0xfb from 0x100, 0xfc from 0x200, 0xfd from 0x300, 0xfe from 0x500), so that every further table is a flat array.
import { FEATURES, type Feature } from './feature.ts';

export const IMMEDIATES = [
  'block-type',
  'label',
  'labels',
  'function',
  'type',
  'table',
  'memory',
  'global',
  'local',
  'tag',
  'data',
  'element',
  'field',
  'count',
  'memory-argument',
  'lane',
  'lanes',
  'i32',
  'i64',
  'f32',
  'f64',
  'v128',
  'heap-type',
  'value-types',
  'catches',
  'cast-flags',
  'zero',
] as const;

export type ImmediateKind = (typeof IMMEDIATES)[number];

export const OPCODE_COUNT = 0x600;
/** Where the dense numbers of a prefix begin, and how many there can be. */
export const PREFIXES: ReadonlyMap<number, { readonly base: number; readonly most: number }> = new Map([
  [0xfb, { base: 0x100, most: 0x100 }],
  [0xfc, { base: 0x200, most: 0x100 }],
  [0xfd, { base: 0x300, most: 0x200 }],
  [0xfe, { base: 0x500, most: 0x100 }],
]);

interface Row {
  readonly name: string;
  readonly immediates: readonly ImmediateKind[];
  readonly feature: Feature | undefined;
}

const rows: (Row | undefined)[] = Array.from({ length: OPCODE_COUNT });

/** Consecutive opcodes of one kind from `first`; `-` leaves a number unassigned. */
function define(first: number, feature: Feature | undefined, immediates: readonly ImmediateKind[], names: string): void {
  let opcode = first;
  for (const name of names.trim().split(/\s+/)) {
    if (name !== '-') rows[opcode] = { name, immediates, feature };
    opcode += 1;
  }
}

define(0x00, undefined, [], 'unreachable nop');
define(0x02, undefined, ['block-type'], 'block loop if');
define(0x05, undefined, [], 'else');
define(0x06, 'legacy-exceptions', ['block-type'], 'try');
define(0x07, 'legacy-exceptions', ['tag'], 'catch');
// `throw` is in both exception proposals; what a module catches with tells them apart.
define(0x08, undefined, ['tag'], 'throw');
define(0x09, 'legacy-exceptions', ['label'], 'rethrow');
define(0x0a, 'exceptions', [], 'throw_ref');
define(0x0b, undefined, [], 'end');
define(0x0c, undefined, ['label'], 'br br_if');
define(0x0e, undefined, ['labels'], 'br_table');
define(0x0f, undefined, [], 'return');
define(0x10, undefined, ['function'], 'call');
define(0x11, undefined, ['type', 'table'], 'call_indirect');
define(0x12, 'tail-calls', ['function'], 'return_call');
define(0x13, 'tail-calls', ['type', 'table'], 'return_call_indirect');
define(0x14, 'typed-references', ['type'], 'call_ref');
define(0x15, 'typed-references', ['type'], 'return_call_ref');
define(0x18, 'legacy-exceptions', ['label'], 'delegate');
define(0x19, 'legacy-exceptions', [], 'catch_all');
define(0x1a, undefined, [], 'drop select');
define(0x1c, 'reference-types', ['value-types'], 'select');
define(0x1f, 'exceptions', ['block-type', 'catches'], 'try_table');
define(0x20, undefined, ['local'], 'local.get local.set local.tee');
define(0x23, undefined, ['global'], 'global.get global.set');
define(0x25, 'reference-types', ['table'], 'table.get table.set');
define(
  0x28,
  undefined,
  ['memory-argument'],
  `i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u i64.load8_s i64.load8_u
   i64.load16_s i64.load16_u i64.load32_s i64.load32_u i32.store i64.store f32.store f64.store i32.store8 i32.store16
   i64.store8 i64.store16 i64.store32`,
);
define(0x3f, undefined, ['memory'], 'memory.size memory.grow');
define(0x41, undefined, ['i32'], 'i32.const');
define(0x42, undefined, ['i64'], 'i64.const');
define(0x43, undefined, ['f32'], 'f32.const');
define(0x44, undefined, ['f64'], 'f64.const');
define(
  0x45,
  undefined,
  [],
  `i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u
   i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u
   f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge
   i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u i32.and i32.or i32.xor
   i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr
   i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u i64.and i64.or i64.xor
   i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr
   f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt f32.add f32.sub f32.mul f32.div f32.min f32.max
   f32.copysign
   f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt f64.add f64.sub f64.mul f64.div f64.min f64.max
   f64.copysign
   i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u
   i64.extend_i32_s i64.extend_i32_u i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u
   f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64
   f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32
   i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64`,
);
define(0xc0, 'sign-extension', [], 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s');
define(0xd0, 'reference-types', ['heap-type'], 'ref.null');
define(0xd1, 'reference-types', [], 'ref.is_null');
define(0xd2, 'reference-types', ['function'], 'ref.func');
define(0xd3, 'gc', [], 'ref.eq');
define(0xd4, 'typed-references', [], 'ref.as_non_null');
define(0xd5, 'typed-references', ['label'], 'br_on_null br_on_non_null');

define(0x100, 'gc', ['type'], 'struct.new struct.new_default');
define(0x102, 'gc', ['type', 'field'], 'struct.get struct.get_s struct.get_u struct.set');
define(0x106, 'gc', ['type'], 'array.new array.new_default');
define(0x108, 'gc', ['type', 'count'], 'array.new_fixed');
define(0x109, 'gc', ['type', 'data'], 'array.new_data');
define(0x10a, 'gc', ['type', 'element'], 'array.new_elem');
define(0x10b, 'gc', ['type'], 'array.get array.get_s array.get_u array.set');
define(0x10f, 'gc', [], 'array.len');
define(0x110, 'gc', ['type'], 'array.fill');
define(0x111, 'gc', ['type', 'type'], 'array.copy');
define(0x112, 'gc', ['type', 'data'], 'array.init_data');
define(0x113, 'gc', ['type', 'element'], 'array.init_elem');
// The second of each pair takes null along: `ref.test (ref null …)`.
define(0x114, 'gc', ['heap-type'], 'ref.test ref.test ref.cast ref.cast');
define(0x118, 'gc', ['cast-flags', 'label', 'heap-type', 'heap-type'], 'br_on_cast br_on_cast_fail');
define(0x11a, 'gc', [], 'any.convert_extern extern.convert_any ref.i31 i31.get_s i31.get_u');

define(
  0x200,
  'saturating-conversions',
  [],
  `i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u
   i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u`,
);
define(0x208, 'bulk-memory', ['data', 'memory'], 'memory.init');
define(0x209, 'bulk-memory', ['data'], 'data.drop');
define(0x20a, 'bulk-memory', ['memory', 'memory'], 'memory.copy');
define(0x20b, 'bulk-memory', ['memory'], 'memory.fill');
define(0x20c, 'bulk-memory', ['element', 'table'], 'table.init');
define(0x20d, 'bulk-memory', ['element'], 'elem.drop');
define(0x20e, 'bulk-memory', ['table', 'table'], 'table.copy');
define(0x20f, 'reference-types', ['table'], 'table.grow table.size table.fill');
define(0x213, 'wide-arithmetic', [], 'i64.add128 i64.sub128 i64.mul_wide_s i64.mul_wide_u');

define(
  0x300,
  'simd',
  ['memory-argument'],
  `v128.load v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s v128.load32x2_u
   v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat v128.store`,
);
define(0x30c, 'simd', ['v128'], 'v128.const');
define(0x30d, 'simd', ['lanes'], 'i8x16.shuffle');
define(0x30e, 'simd', [], 'i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat');
define(
  0x315,
  'simd',
  ['lane'],
  `i8x16.extract_lane_s i8x16.extract_lane_u i8x16.replace_lane i16x8.extract_lane_s i16x8.extract_lane_u
   i16x8.replace_lane i32x4.extract_lane i32x4.replace_lane i64x2.extract_lane i64x2.replace_lane f32x4.extract_lane
   f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane`,
);
define(
  0x323,
  'simd',
  [],
  `i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u
   i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u
   i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u
   f32x4.eq f32x4.ne f32x4.lt f32x4.gt f32x4.le f32x4.ge f64x2.eq f64x2.ne f64x2.lt f64x2.gt f64x2.le f64x2.ge
   v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true`,
);
define(
  0x354,
  'simd',
  ['memory-argument', 'lane'],
  `v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane
   v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane`,
);
define(0x35c, 'simd', ['memory-argument'], 'v128.load32_zero v128.load64_zero');
define(
  0x35e,
  'simd',
  [],
  `f32x4.demote_f64x2_zero f64x2.promote_low_f32x4
   i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u
   f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest
   i8x16.shl i8x16.shr_s i8x16.shr_u i8x16.add i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u
   f64x2.ceil f64x2.floor i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u
   i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u
   i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s i16x8.narrow_i32x4_u
   i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u i16x8.extend_high_i8x16_u
   i16x8.shl i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u
   f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u
   i16x8.extmul_low_i8x16_s i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u
   i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask - -
   i32x4.extend_low_i16x8_s i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u
   i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add - - i32x4.sub - - - i32x4.mul
   i32x4.min_s i32x4.min_u i32x4.max_s i32x4.max_u i32x4.dot_i16x8_s -
   i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u
   i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask - -
   i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u
   i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub - - - i64x2.mul
   i64x2.eq i64x2.ne i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s
   i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u
   f32x4.abs f32x4.neg - f32x4.sqrt f32x4.add f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax
   f64x2.abs f64x2.neg - f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax
   i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u
   i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u`,
);
define(
  0x400,
  'relaxed-simd',
  [],
  `i8x16.relaxed_swizzle i32x4.relaxed_trunc_f32x4_s i32x4.relaxed_trunc_f32x4_u i32x4.relaxed_trunc_f64x2_s_zero
   i32x4.relaxed_trunc_f64x2_u_zero f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd
   i8x16.relaxed_laneselect i16x8.relaxed_laneselect i32x4.relaxed_laneselect i64x2.relaxed_laneselect
   f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max i16x8.relaxed_q15mulr_s
   i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s`,
);

define(0x500, 'threads', ['memory-argument'], 'memory.atomic.notify memory.atomic.wait32 memory.atomic.wait64');
define(0x503, 'threads', ['zero'], 'atomic.fence');
define(
  0x510,
  'threads',
  ['memory-argument'],
  `i32.atomic.load i64.atomic.load i32.atomic.load8_u i32.atomic.load16_u i64.atomic.load8_u i64.atomic.load16_u
   i64.atomic.load32_u i32.atomic.store i64.atomic.store i32.atomic.store8 i32.atomic.store16 i64.atomic.store8
   i64.atomic.store16 i64.atomic.store32`,
);
for (const [place, operation] of ['add', 'sub', 'and', 'or', 'xor', 'xchg', 'cmpxchg'].entries()) {
  const names = [
    'i32.atomic.rmw',
    'i64.atomic.rmw',
    'i32.atomic.rmw8',
    'i32.atomic.rmw16',
    'i64.atomic.rmw8',
    'i64.atomic.rmw16',
  ];
  const all = [...names, 'i64.atomic.rmw32'].map((start, width) => `${start}.${operation}${width < 2 ? '' : '_u'}`);
  define(0x51e + 7 * place, 'threads', ['memory-argument'], all.join(' '));
}

/** Text name by dense number; undefined where no instruction is. */
export const NAMES: readonly (string | undefined)[] = rows.map((row) => row?.name);

const NONE: readonly ImmediateKind[] = [];

export function immediatesOf(opcode: number): readonly ImmediateKind[] {
  return rows[opcode]?.immediates ?? NONE;
}

/** Number in FEATURES plus one, 0 for what was there from the start. */
export const FEATURE_OF: Uint8Array = Uint8Array.from(rows, (row) => (row?.feature ? FEATURES.indexOf(row.feature) + 1 : 0));

/** The dense numbers that this house speaks of by name. */
export const OPCODE = {
  end: 0x0b,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  globalGet: 0x23,
  tableGet: 0x25,
  tableSet: 0x26,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  refNull: 0xd0,
  refFunc: 0xd2,
  tableInit: 0x20c,
  tableCopy: 0x20e,
  tableGrow: 0x20f,
  tableSize: 0x210,
  tableFill: 0x211,
} as const;
