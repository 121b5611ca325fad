import { parse } from '@bytecodealliance/jco';
import { describe, expect, it } from 'vitest';
import { callReach, type CallReach } from './call-graph.ts';
import type { Module } from './module.ts';
import { readNames } from './names.ts';
import { pathNames } from './path-names.ts';
import { readModule } from './read-module.ts';

interface Read {
  readonly bytes: Uint8Array;
  readonly module: Module;
}

async function read(text: string): Promise<Read> {
  const bytes = await parse(text);
  const module = readModule(bytes);
  if (!module.ok) throw new Error(module.diagnostics[0]?.message);
  return { bytes, module: module.value };
}

function reachOf({ bytes, module }: Read, most?: number): CallReach {
  const reach = callReach(bytes, module, most);
  if (!reach.ok) throw new Error(reach.diagnostics[0]?.message);
  return reach.value;
}

/** Function 0 and how it is reached: `_start: $main > $f ~> $log`, with `~>` for a call by reference. */
async function pathToFirst(text: string): Promise<string> {
  const one = await read(text);
  const path = reachOf(one).pathTo(0);
  if (path === undefined) return 'unreached';
  const names = pathNames(path, one.module, readNames(one.bytes, one.module));
  const marks = { root: ':', direct: ' >', reference: ' ~>' };
  const steps = path.steps.map(({ how }, place) => `${marks[how]} ${names[place]}`);
  return `${path.from ?? '(start)'}${steps.join('')}`;
}

const LOG = '(import "env" "log" (func $log (param i32)))';

describe('callReach()', () => {
  it('finds the shortest path of direct calls and of tail calls', async () => {
    const bodies = `(func $a i32.const 1 call $log) (func $b call $a) (func $c i32.const 1 return_call $log)`;
    expect(
      await Promise.all([
        pathToFirst(`(module ${LOG} ${bodies} (func (export "_start") call $b))`),
        pathToFirst(`(module ${LOG} ${bodies} (func (export "long") call $b) (func (export "short") call $c))`),
        pathToFirst(`(module ${LOG} ${bodies} (func $main (export "_start")))`),
      ]),
    ).toEqual(['_start: _start > b > a > log', 'short: short > c > log', 'unreached']);
  });

  it('begins at the start function and at an import that is exported', async () => {
    expect(await pathToFirst(`(module ${LOG} (func $go i32.const 1 call $log) (start $go))`)).toBe('(start): go > log');
    expect(await pathToFirst(`(module ${LOG} (export "again" (func $log)))`)).toBe('again: log');
  });

  it('takes a call through a table for a call of all that segments hold of its type', async () => {
    const parts = `${LOG} (type $one (func (param i32))) (type $two (func (param i64))) (table 2 funcref)`;
    const call = (type: string, value: string): string =>
      `(func $main (export "_start") ${value} i32.const 0 call_indirect (type ${type}))`;
    const held = '(elem (i32.const 0) func $log)';
    expect(
      await Promise.all([
        pathToFirst(`(module ${parts} ${held} ${call('$one', 'i32.const 1')})`),
        pathToFirst(`(module ${parts} ${held} ${call('$two', 'i64.const 1')})`),
        pathToFirst(`(module ${parts} ${call('$one', 'i32.const 1')})`),
        pathToFirst(`(module ${parts} (elem funcref (ref.func $log)) ${call('$one', 'i32.const 1')})`),
      ]),
    ).toEqual(['_start: main ~> log', 'unreached', 'unreached', '_start: main ~> log']);
  });

  it('follows references of globals and of bodies that are reached, also where the call comes first', async () => {
    const type = '(type $one (func (param i32)))';
    const main = '(func $main (export "_start") i32.const 1 global.get $g call_ref $one)';
    const slot = '(global $g (mut (ref null $one)) (ref.null $one))';
    expect(
      await Promise.all([
        pathToFirst(`(module ${type} ${LOG} (global $g (ref $one) (ref.func $log)) ${main})`),
        pathToFirst(
          `(module ${type} ${LOG} ${slot} ${main} (export "log" (func $main)) (elem declare func $log)
             (func (export "set") ref.func $log global.set $g))`,
        ),
        pathToFirst(`(module ${type} ${LOG} ${slot} ${main})`),
      ]),
    ).toEqual(['_start: main ~> log', '_start: main ~> log', 'unreached']);
  });

  it('does not tell references in types apart, since a subtype may stand for its supertype', async () => {
    expect(
      await pathToFirst(`(module
        (import "env" "take" (func $take (param anyref)))
        (type $narrow (func (param (ref null i31))))
        (table 1 funcref) (elem (i32.const 0) func $take)
        (func $main (export "_start") ref.null i31 i32.const 0 call_indirect (type $narrow)))`),
    ).toBe('_start: main ~> take');
  });

  it('names imports as they are imported, and functions without a name by their number', async () => {
    const lying = '(import "env" "log" (func $harmless (param i32)))';
    expect(await pathToFirst(`(module ${lying} (func i32.const 1 call 0) (func $m (export "_start") call 1))`)).toBe(
      '_start: m > function 1 > log',
    );
  });

  it('ends with cycles, and says where it was cut short', async () => {
    const one = await read(`(module ${LOG} (func $a call $b) (func $b call $a nop nop i32.const 1 call $log)
      (func (export "_start") call $a))`);
    expect([reachOf(one).complete, reachOf(one).pathTo(0)?.steps.length]).toEqual([true, 4]);
    expect([reachOf(one, 4).complete, reachOf(one, 4).pathTo(0)]).toEqual([false, undefined]);
  });

  it('walks a module of many functions once', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => `(func $f${index} call $f${(index * 7 + 1) % 2000})`).join(' ');
    const one = await read(`(module ${many} (func (export "_start") call $f0))`);
    // Two instructions, call and end, for each of 2001 functions.
    expect(reachOf(one, 4002).complete).toBe(true);
  });
});
