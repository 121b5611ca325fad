// One tiny module a feature, whose validity tells whether an engine has it. Each is the assembled text above it.
import type { Feature } from './feature.ts';

export const FEATURE_PROBES: Readonly<Record<Feature, Uint8Array>> = {
  // (module (global (export "g") (mut i32) (i32.const 0)))
  'mutable-globals': module('0606017f0141000b07050101670300'),
  // (module (func (drop (i32.extend8_s (i32.const 0)))))
  'sign-extension': module('010401600000030201000a080106004100c01a0b'),
  // (module (func (drop (i32.trunc_sat_f32_s (f32.const 0)))))
  'saturating-conversions': module('010401600000030201000a0c010a004300000000fc001a0b'),
  // (module (func (result i32 i32) i32.const 0 i32.const 0))
  'multi-value': module('0106016000027f7f030201000a08010600410041000b'),
  // (module (memory 1) (func (memory.fill (i32.const 0)(i32.const 0)(i32.const 0))))
  'bulk-memory': module('0104016000000302010005030100010a0d010b00410041004100fc0b000b'),
  // (module (func (drop (ref.null extern))))
  'reference-types': module('010401600000030201000a07010500d06f1a0b'),
  // (module (func (drop (i32x4.splat (i32.const 0)))))
  simd: module('010401600000030201000a090107004100fd111a0b'),
  // (module (func (drop (i8x16.relaxed_swizzle (i32x4.splat (i32.const 0)) (i32x4.splat (i32.const 0))))))
  'relaxed-simd': module('010401600000030201000a10010e004100fd114100fd11fd80021a0b'),
  // (module (memory 1 1 shared))
  threads: module('050401030101'),
  // (module (func return_call 0))
  'tail-calls': module('010401600000030201000a0601040012000b'),
  // (module (global i32 (i32.add (i32.const 0) (i32.const 0))))
  'extended-constants': module('0609017f00410041006a0b'),
  // (module (memory 0) (memory 0))
  'multi-memory': module('05050200000000'),
  // (module (memory i64 0))
  memory64: module('0503010400'),
  // (module (table i64 0 funcref))
  table64: module('040401700400'),
  // (module (func (try_table)))
  exceptions: module('010401600000030201000a080106001f40000b0b'),
  // (module (func try catch_all end))
  'legacy-exceptions': module('010401600000030201000a080106000640190b0b'),
  // (module (type (func)) (func (param (ref 0))))
  'typed-references': module('0109026000006001640000030201010a040102000b'),
  // (module (type (struct)))
  gc: module('0103015f00'),
  // (module (memory 0 (pagesize 1)))
  'custom-page-sizes': module('050401080000'),
  // (module (func (param i64 i64 i64 i64) (result i64 i64) local.get 0 local.get 1 local.get 2 local.get 3 i64.add128))
  'wide-arithmetic': module('010a0160047e7e7e7e027e7e030201000a0e010c002000200120022003fc130b'),
};

function module(sections: string): Uint8Array {
  const hex = `0061736d01000000${sections}`;
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}
