import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { ERRNO } from '../errno.ts';
import type { Descriptor, FileDescriptor } from './descriptor.ts';
import { DescriptorTable } from './descriptor-table.ts';
import type { OpenFile } from './file-tree.ts';
import { createMemoryTree } from './memory-tree.ts';
import type { Mount } from './mount.ts';
import { TreeQuota } from './tree-quota.ts';

const MOST_OPEN = 4;
const root = createMemoryTree(new TreeQuota(), () => 0n);
const mount: Mount = { guest: '/', root, rights: new Set(), reach: new Set(), system: false, device: 1, isDeniedRoot: false };

/** A descriptor that counts how often it is closed. */
class Counted {
  closed = 0;
  readonly descriptor: FileDescriptor;

  constructor() {
    const refuse = (): never => assert.fail('the table only closes');
    const file: OpenFile = {
      ...{
        kind: 'file',
        read: refuse,
        write: refuse,
        append: refuse,
        stat: refuse,
        resize: refuse,
        setTimes: refuse,
        sync: refuse,
      },
      close: () => void this.closed++,
    };
    const rules = { readRule: undefined, writeRule: undefined };
    this.descriptor = { kind: 'file', mount, file, path: '/', position: 0, base: 0, inheriting: 0, flags: 0, ...rules };
  }
}

/** The table as it should be: the plainest way to write it. */
interface Model {
  readonly open: Map<number, Counted>;
  readonly counted: Set<Counted>;
  readonly all: Counted[];
}

class Add implements fc.Command<Model, DescriptorTable> {
  check = (): boolean => true;
  run(model: Model, table: DescriptorTable): void {
    const one = new Counted();
    model.all.push(one);
    const number = table.add(one.descriptor);
    if (model.counted.size >= MOST_OPEN) {
      assert.deepEqual([number, one.closed], [undefined, 1]);
      return;
    }
    assert.equal(number, lowestFree(model));
    model.open.set(lowestFree(model), one);
    model.counted.add(one);
    expectSame(model, table);
  }
  toString = (): string => 'add';
}

class Close implements fc.Command<Model, DescriptorTable> {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
  check = (): boolean => true;
  run(model: Model, table: DescriptorTable): void {
    assert.equal(table.close(this.number), model.open.has(this.number) ? ERRNO.SUCCESS : ERRNO.BADF);
    drop(model, this.number);
    expectSame(model, table);
  }
  toString = (): string => `close ${this.number}`;
}

class Renumber implements fc.Command<Model, DescriptorTable> {
  readonly from: number;
  readonly to: number;
  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
  }
  check = (): boolean => true;
  run(model: Model, table: DescriptorTable): void {
    const moved = model.open.get(this.from);
    const answer = table.renumber(this.from, this.to);
    if (moved === undefined || !model.open.has(this.to)) assert.equal(answer, ERRNO.BADF);
    else assert.equal(answer, ERRNO.SUCCESS);
    if (answer === ERRNO.SUCCESS && moved !== undefined && this.from !== this.to) {
      drop(model, this.to);
      model.open.delete(this.from);
      model.open.set(this.to, moved);
    }
    expectSame(model, table);
  }
  toString = (): string => `renumber ${this.from} to ${this.to}`;
}

test('DescriptorTable keeps to its model through any adds, closes and renumbers', () => {
  const number = fc.oneof(fc.nat(8), fc.constantFrom(2 ** 16, 2 ** 31, 2 ** 32 - 1));
  const commands = [
    fc.constant(new Add()),
    number.map((one) => new Close(one)),
    fc.tuple(number, number).map(([from, to]) => new Renumber(from, to)),
  ];
  fc.assert(
    fc.property(fc.commands(commands, { size: '+1' }), (run) => {
      const { model, table } = started();
      fc.modelRun(() => ({ model, real: table }), run);
      table.closeAll();
      assert.deepEqual(
        model.all.map(({ closed }) => closed),
        model.all.map(() => 1),
      );
      assert.equal(table.meter.used, 0);
    }),
    { numRuns: 150 },
  );
});

/** Three descriptors that a run starts with, which do not count. */
function started(): { model: Model; table: DescriptorTable } {
  const table = new DescriptorTable(MOST_OPEN);
  const model: Model = { open: new Map(), counted: new Set(), all: [] };
  for (let number = 0; number < 3; number++) {
    const one = new Counted();
    model.all.push(one);
    model.open.set(table.place(one.descriptor), one);
  }
  return { model, table };
}

function drop(model: Model, number: number): void {
  const one = model.open.get(number);
  model.open.delete(number);
  if (one) model.counted.delete(one);
}

function lowestFree({ open }: Model): number {
  let number = 0;
  while (open.has(number)) number++;
  return number;
}

function expectSame({ open, counted, all }: Model, table: DescriptorTable): void {
  const expected = new Map<number, Descriptor>([...open].map(([number, { descriptor }]) => [number, descriptor]));
  assert.deepEqual(new Map(table.entries()), expected);
  assert.equal(table.meter.used, counted.size);
  const living = new Set(open.values());
  for (const one of all) assert.equal(one.closed, living.has(one) ? 0 : 1);
}
