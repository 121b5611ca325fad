// What can be reached from a module's exports and its start function by calls, and how. Nothing is run: a call through a table
// or a reference may lead to every function of such a type of which a reference is held anywhere, so more is reached here than
// in any run, never less. Bodies are walked once each, as they are reached; no edge is kept.
import type { Checked } from '../base/diagnostic.ts';
import { attempt } from './fault.ts';
import { InstructionWalker } from './instruction.ts';
import type { FunctionType, Module } from './module.ts';
import { OPCODE } from './opcodes.ts';
import { instructionsStart } from './walk-bodies.ts';

export interface CallStep {
  readonly functionIndex: number;
  /** How it is called by the one before: `root` by the host, `reference` through a table or a reference. */
  readonly how: 'root' | 'direct' | 'reference';
}

export interface CallPath {
  /** Name of the export that the path begins with (guest text); undefined for the start function. */
  readonly from: string | undefined;
  /** From the root to the function itself. No shorter path was found. */
  readonly steps: readonly CallStep[];
}

export interface CallReach {
  /** False where not all bodies were walked: then what is not reached here may still be. */
  readonly complete: boolean;
  /** Undefined where no call leads to the function. */
  pathTo(functionIndex: number): CallPath | undefined;
}

/** About a second of work. A module of the size that is read at most could have more. */
const MOST_INSTRUCTIONS = 50_000_000;

/** Diagnostics where a body holds what is no instruction. Indices that name no function are passed over: no engine takes them. */
export function callReach(bytes: Uint8Array, module: Module, mostInstructions = MOST_INSTRUCTIONS): Checked<CallReach> {
  return attempt(() => {
    const search = new Search(bytes, module, mostInstructions);
    search.run();
    return search;
  });
}

const HOW = ['root', 'direct', 'reference'] as const;
const BY_HOST = 0;
const DIRECT = 1;
const BY_REFERENCE = 2;

/** Breadth first, so that the path by which a function is first reached is a shortest one. */
class Search implements CallReach {
  complete = true;
  readonly #module: Module;
  readonly #walker: InstructionWalker;
  readonly #shapes: ShapeTable;
  readonly #roots = new Map<number, string | undefined>();
  /** Of each function the one that calls it, and how; `#how` is -1 until it is reached. */
  readonly #caller: Int32Array;
  readonly #how: Int8Array;
  readonly #queue: number[] = [];
  readonly #isReferenced: Uint8Array;
  #left: number;

  constructor(bytes: Uint8Array, module: Module, mostInstructions: number) {
    const functions = module.importedFunctions + module.functions.length;
    this.#module = module;
    this.#walker = new InstructionWalker(bytes);
    this.#shapes = new ShapeTable(module);
    this.#caller = new Int32Array(functions).fill(-1);
    this.#how = new Int8Array(functions).fill(-1);
    this.#isReferenced = new Uint8Array(functions);
    this.#left = mostInstructions;
  }

  run(): void {
    const { exports, start, referencedFunctions } = this.#module;
    for (const index of referencedFunctions) this.#reference(index);
    for (const { kind, index, name } of exports) if (kind === 'function') this.#root(index, name);
    if (start !== undefined) this.#root(start, undefined);
    for (let next = 0; next < this.#queue.length && this.complete; next++) this.#walk(this.#queue[next] ?? 0);
  }

  pathTo(functionIndex: number): CallPath | undefined {
    const steps: CallStep[] = [];
    for (let index = functionIndex; index >= 0; index = this.#caller[index] ?? -1) {
      const how = HOW[this.#how[index] ?? -1];
      if (how === undefined) return undefined;
      steps.push({ functionIndex: index, how });
    }
    steps.reverse();
    return { from: this.#roots.get(steps[0]?.functionIndex ?? -1), steps };
  }

  #root(index: number, name: string | undefined): void {
    if (!this.#roots.has(index)) this.#roots.set(index, name);
    this.#reach(index, -1, BY_HOST);
  }

  #reach(index: number, caller: number, how: number): void {
    if (this.#how[index] !== -1) return;
    this.#how[index] = how;
    this.#caller[index] = caller;
    this.#queue.push(index);
  }

  #walk(index: number): void {
    const defined = this.#module.functions[index - this.#module.importedFunctions];
    if (defined === undefined) return;
    const walker = this.#walker;
    walker.enter(instructionsStart(walker.bytes, defined.body), defined.body.end);
    while (walker.next()) {
      if (--this.#left < 0) {
        this.complete = false;
        return;
      }
      this.#take(index);
    }
  }

  #take(caller: number): void {
    const walker = this.#walker;
    switch (walker.opcode) {
      case OPCODE.call:
      case OPCODE.returnCall:
        return this.#reach(walker.integerAt(walker.immediates), caller, DIRECT);
      case OPCODE.callIndirect:
      case OPCODE.returnCallIndirect:
      case OPCODE.callRef:
      case OPCODE.returnCallRef:
        return this.#callShape(walker.integerAt(walker.immediates), caller);
      case OPCODE.refFunc:
        return this.#reference(walker.integerAt(walker.immediates));
      default:
    }
  }

  #callShape(typeIndex: number, caller: number): void {
    const shape = this.#shapes.ofType(typeIndex);
    if (shape === undefined || shape.caller !== undefined) return;
    shape.caller = caller;
    for (const index of shape.held) this.#reach(index, caller, BY_REFERENCE);
  }

  /** From now on the function can be called by reference. */
  #reference(index: number): void {
    if (this.#isReferenced[index] !== 0) return;
    this.#isReferenced[index] = 1;
    const shape = this.#shapes.ofFunction(index);
    shape?.held.push(index);
    if (shape?.caller !== undefined) this.#reach(index, shape.caller, BY_REFERENCE);
  }
}

/** Types that a call by reference cannot tell apart here. */
interface Shape {
  readonly held: number[];
  /** The first function that calls one of these by reference. */
  caller: number | undefined;
}

/**
 * A declared type fits a call of another where it is a subtype or the same written elsewhere, which can differ in references
 * only (core specification 3.0, section 3.3): all references count as one type.
 */
class ShapeTable {
  readonly #module: Module;
  readonly #importedTypes: readonly number[];
  readonly #byType: (Shape | undefined)[];
  readonly #byText = new Map<string, Shape>();

  constructor(module: Module) {
    this.#module = module;
    this.#importedTypes = module.imports.flatMap(({ type }) => (type.kind === 'function' ? [type.typeIndex] : []));
    this.#byType = module.types.map((type) => (type.kind === 'function' ? this.#shapeOf(type) : undefined));
  }

  ofType(typeIndex: number): Shape | undefined {
    return this.#byType[typeIndex];
  }

  ofFunction(index: number): Shape | undefined {
    const { functions, importedFunctions } = this.#module;
    return this.ofType(this.#importedTypes[index] ?? functions[index - importedFunctions]?.typeIndex ?? -1);
  }

  #shapeOf({ parameters, results }: FunctionType): Shape {
    const text = [parameters, results].map((types) => types.map(plainType).join(' ')).join('>');
    const shape = this.#byText.get(text) ?? { held: [], caller: undefined };
    this.#byText.set(text, shape);
    return shape;
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['i32', 'i64', 'f32', 'f64', 'v128']);

function plainType(type: string): string {
  return NUMBERS.has(type) ? type : 'reference';
}
