// Small modules that between them have every section and every form of growth: where mutation has something to break.
import { parse } from '@bytecodealliance/jco';
import wabt from 'wabt';

const TEXTS = [
  '(module)',
  `(module $everything (type $s (sub (struct (field (mut i32))))) (import "e" "f" (func (param i32))) (tag $t (param i32))
    (table $a 2 9 funcref) (table $b 1 externref) (memory 1 5) (memory i64 1) (global (mut i64) (i64.add (i64.const 1) (i64.const 2)))
    (func $main (export "_start") (param $p i32) (local i64 f32)
      (drop (memory.grow 0 (local.get $p))) (drop (memory.grow 1 (i64.const 1))) (drop (table.grow $a (ref.null func) (i32.const 2)))
      (drop (table.grow $b (ref.null extern) (i32.const 2))) (block $h (try_table (catch_all $h) (throw $t (i32.const 1))))
      (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)) (drop (struct.new $s (i32.const 1))))
    (func $start) (start $start) (elem (table $a) (i32.const 0) func $main) (elem funcref (ref.func $start) (ref.null func))
    (data "passive") (data (i32.const 3) "active"))`,
  `(module (rec (type $x (struct (field (ref null $y)))) (type $y (array (mut i8)))) (table 1 (ref null $x))
    (func (param (ref $x) i32) (result i32) (br_table 0 0 (i32.const 3) (local.get 1)))
    (func (result v128) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (v128.const i64x2 1 2) (v128.const i64x2 3 4))))`,
  `(module (memory 1 2 shared) (func (export "f") (result i32) (atomic.fence) (i32.atomic.rmw.add (i32.const 0) (memory.grow (i32.const 1)))))`,
  `(module (memory 1) (table i64 1 funcref) (func (result i32) (loop (result i32) (if (result i32) (memory.grow (i32.const 1))
    (then (i32.const 1)) (else (br 1))))) (func (result i64) (table.grow (ref.null func) (i64.const 1))))`,
  // Control of every kind, for the count of fuel.
  `(module (type $f (func (param i32) (result i32))) (tag $t (param i32)) (table 3 funcref) (elem (i32.const 0) $a $b $c) (memory 1) (memory i64 1)
    (type $v (array (mut i8)))
    (func $a (type $f) (block $x (block $y (block $z (br_table $z $y $x 3 (local.get 0)))) (br_if 1 (local.get 0)) (br 2 (i32.const 1)))
      (if (local.get 0) (then (br_if 0 (local.get 0)) (return (i32.const 3)))) (if (result i32) (local.get 0) (then (i32.const 1)) (else (br 1 (i32.const 2)))))
    (func $b (type $f) (local $i i64) (loop $l (br_if $l (call $a (local.get 0))) (loop $m (param) (br_if $m (i32.const 0)) (br_if $l (i32.const 0))))
      (return_call_indirect (type $f) (local.get 0) (i32.const 1)))
    (func $c (type $f) (loop $again (block $h (result i32) (try_table (catch $t $h) (catch_all $again) (throw $t (local.get 0))) (unreachable)) (drop)
      (block $g (try_table (catch_all $g) (drop (call $c (i32.const 1))))) (drop (try_table (result i32) (catch $t 1) (call $a (i32.const 1)))))
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 2)) (memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 7)) (memory.fill 1 (i64.const 0) (i32.const 1) (i64.const 2))
      (table.copy (i32.const 0) (i32.const 1) (i32.const 1)) (drop (array.new $v (i32.const 0) (i32.const 8))) (drop (array.new_fixed $v 2 (i32.const 0) (i32.const 8)))
      (i32.const 4))
    (func (result i32 i64) (call $two) (br_if 0 (i32.const 1))) (func $two (result i32 i64) (i32.const 0) (i64.const 1)))`,
];

const LEGACY = `(module (tag $t (param i32)) (func $f (param i32) (result i32)
  (try (do (throw $t (local.get 0))) (catch $t (drop)) (catch_all (rethrow 0)))
  (try $o (do (try (do (drop (call $f (i32.const 0)))) (delegate $o))) (catch_all (return (i32.const 2)))) (i32.const 3)))`;

export const WRITTEN_MODULES: readonly Uint8Array[] = [
  ...(await Promise.all(TEXTS.map((text) => parse(text)))),
  (await wabt()).parseWat('legacy.wat', LEGACY, { exceptions: true }).toBinary({}).buffer,
];
