// Runs a test script on V8, its modules passed through a change of bytes first, and notes what each command gave.
import type { FunctionType, Module } from '../../sandbox-core/module/module.ts';
import { readModule } from '../../sandbox-core/module/read-module.ts';
import { callWithBits, plainResult, type WastValue } from './bit-calls.ts';
import type { WastAction, WastCommand } from './wast.ts';
import { argumentOf, isExpected } from './wast-values.ts';

/** What is done to each module before it is compiled. */
export interface Variant {
  readonly name: string;
  readonly change: (bytes: Uint8Array, module: Module) => { readonly bytes: Uint8Array; readonly start?: string | undefined };
  /** Between instantiation and the first call. */
  readonly prepare: (exports: WebAssembly.Exports) => void;
}

export interface CommandResult {
  readonly line: number;
  readonly kind: WastCommand['kind'];
  readonly asExpected: boolean;
  /** What happened, for comparison and for people. */
  readonly text: string;
  /** Fuel left in all instances. */
  readonly fuel: bigint;
}

interface Instance {
  readonly exports: WebAssembly.Exports;
  readonly module: Module;
}

export class ScriptRun {
  readonly #variant: Variant;
  /** Assembled modules by line of their command. */
  readonly #assembled: ReadonlyMap<number, Uint8Array>;
  readonly #named = new Map<string, Instance>();
  readonly #definitions = new Map<string, Uint8Array>();
  readonly #registered = new Map<string, WebAssembly.Exports>();
  readonly #fuels: WebAssembly.Global[] = [];
  /** What is left of each instance's stack limit, and what it was at first. */
  readonly #stacks: { readonly left: WebAssembly.Global; readonly first: number }[] = [];
  #latest: Instance | undefined;
  #latestDefinition: Uint8Array | undefined;

  constructor(variant: Variant, assembled: ReadonlyMap<number, Uint8Array>) {
    this.#variant = variant;
    this.#assembled = assembled;
    this.#registered.set('spectest', spectest());
  }

  run(command: WastCommand): CommandResult | undefined {
    const result = this.#perform(command);
    // What a trap left behind on the stack is the host's to give back.
    for (const { left, first } of this.#stacks) left.value = first;
    if (result === undefined) return undefined;
    const fuel = this.#fuels.reduce((sum, { value }) => sum + BigInt(value as bigint), 0n);
    return { line: command.line, kind: command.kind, ...result, fuel };
  }

  #perform(command: WastCommand): { readonly asExpected: boolean; readonly text: string } | undefined {
    switch (command.kind) {
      case 'module':
        return this.#module(command);
      case 'instance': {
        const bytes = command.module === undefined ? this.#latestDefinition : this.#definitions.get(command.module);
        if (!bytes) return undefined;
        return attempted(() => this.#keep(command.name, this.#instantiate(bytes)), 'instantiated');
      }
      case 'register': {
        const instance = this.#instance(command.module);
        if (instance) this.#registered.set(command.as, instance.exports);
        return undefined;
      }
      case 'action':
        return attempted(() => void this.#act(command.action), 'returned');
      case 'assert-return':
        return this.#assertReturn(command.action, command.expected);
      case 'assert-trap':
      case 'assert-exhaustion':
      case 'assert-exception':
        return thrown(command.kind, () => this.#act(command.action));
      case 'assert-trap-module':
      case 'assert-unlinkable': {
        const bytes = this.#assembled.get(command.line);
        return bytes && thrown(command.kind, () => this.#instantiate(bytes));
      }
      default:
        return undefined;
    }
  }

  #module(command: Extract<WastCommand, { kind: 'module' }>): { asExpected: boolean; text: string } | undefined {
    const bytes = this.#assembled.get(command.line);
    this.#latest = undefined;
    if (!bytes) return undefined;
    if (command.module.definition) {
      this.#latestDefinition = bytes;
      if (command.module.name !== undefined) this.#definitions.set(command.module.name, bytes);
      return undefined;
    }
    return attempted(() => this.#keep(command.module.name, this.#instantiate(bytes)), 'instantiated');
  }

  #keep(name: string | undefined, instance: Instance): void {
    this.#latest = instance;
    if (name !== undefined) this.#named.set(name, instance);
  }

  #instance(name: string | undefined): Instance | undefined {
    return name === undefined ? this.#latest : this.#named.get(name);
  }

  #instantiate(bytes: Uint8Array): Instance {
    const read = readModule(bytes);
    if (!read.ok) throw new Error(`not readable: ${read.diagnostics[0]?.message}`);
    const changed = this.#variant.change(bytes, read.value);
    const compiled = new WebAssembly.Module(changed.bytes.slice());
    const { exports } = new WebAssembly.Instance(compiled, this.#importsOf(compiled));
    this.#variant.prepare(exports);
    for (const exported of [exports['sandbox:fuel'], exports['naive:fuel']]) {
      if (exported instanceof WebAssembly.Global) this.#fuels.push(exported);
    }
    const stack = exports['sandbox:stack'];
    if (stack instanceof WebAssembly.Global) this.#stacks.push({ left: stack, first: Number(stack.value) });
    if (changed.start !== undefined) (exports[changed.start] as () => void)();
    return { exports, module: read.value };
  }

  #importsOf(compiled: WebAssembly.Module): WebAssembly.Imports {
    const imports: WebAssembly.Imports = Object.create(null) as WebAssembly.Imports;
    for (const { module, name } of WebAssembly.Module.imports(compiled)) {
      const from = (imports[module] ??= Object.create(null) as WebAssembly.ModuleImports);
      const value = this.#registered.get(module)?.[name];
      if (value !== undefined) from[name] = value;
    }
    return imports;
  }

  #assertReturn(
    action: WastAction,
    expected: Extract<WastCommand, { kind: 'assert-return' }>['expected'],
  ): { asExpected: boolean; text: string } {
    try {
      const results = this.#act(action);
      const asExpected =
        results.length === expected.length &&
        results.every((result, index) => isExpected(result, expected[index] ?? unknownNode));
      return { asExpected, text: asExpected ? 'returned' : `returned ${results.map(textOf).join(' ')}` };
    } catch (error) {
      return { asExpected: false, text: errorText(error) };
    }
  }

  #act(action: WastAction): WastValue[] {
    const instance = this.#instance(action.module);
    if (!instance) throw new NotRun('no instance');
    const exported = instance.exports[action.field];
    if (action.kind === 'get') {
      const index = instance.module.exports.find(({ name }) => name === action.field)?.index ?? 0;
      return [plainResult((exported as WebAssembly.Global).value, instance.module.globals[index]?.value ?? '')];
    }
    if (typeof exported !== 'function') throw new NotRun(`no function ${action.field}`);
    const type = typeOf(instance.module, action.field);
    return callWithBits(exported as (...values: unknown[]) => unknown, type, action.arguments.map(argumentOf));
  }
}

class NotRun extends Error {}

const unknownNode = { kind: 'word', text: '', start: 0, end: 0 } as const;

function typeOf(module: Module, field: string): FunctionType {
  const index = module.exports.find(({ name }) => name === field)?.index ?? 0;
  const imported = module.imports.flatMap(({ type }) => (type.kind === 'function' ? [type.typeIndex] : []));
  const typeIndex = imported[index] ?? module.functions[index - module.importedFunctions]?.typeIndex ?? 0;
  const type = module.types[typeIndex];
  return type?.kind === 'function' ? type : { parameters: [], results: [] };
}

function textOf(value: WastValue): string {
  return 'bits' in value ? `${value.type}:${value.bits.toString(16)}` : String(value.value);
}

function attempted(action: () => void, text: string): { asExpected: boolean; text: string } {
  try {
    action();
    return { asExpected: true, text };
  } catch (error) {
    return { asExpected: false, text: errorText(error) };
  }
}

function thrown(kind: WastCommand['kind'], action: () => unknown): { asExpected: boolean; text: string } {
  try {
    action();
    return { asExpected: false, text: 'returned' };
  } catch (error) {
    const fits =
      kind === 'assert-exhaustion'
        ? error instanceof RangeError || (error instanceof WebAssembly.RuntimeError && error.message === 'unreachable')
        : kind === 'assert-exception'
          ? error instanceof WebAssembly.Exception
          : kind === 'assert-unlinkable'
            ? error instanceof WebAssembly.LinkError || error instanceof TypeError
            : error instanceof WebAssembly.RuntimeError;
    return { asExpected: fits, text: errorText(error) };
  }
}

/** Without what differs by name only. */
function errorText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.replace(/Instance\(\)|Import #\d+/g, '')}` : String(error);
}

function spectest(): WebAssembly.Exports {
  const print = (): void => undefined;
  return {
    print,
    print_i32: print,
    print_i64: print,
    print_f32: print,
    print_f64: print,
    print_i32_f32: print,
    print_f64_f64: print,
    global_i32: new WebAssembly.Global({ value: 'i32' }, 666),
    global_i64: new WebAssembly.Global({ value: 'i64' }, 666n),
    global_f32: new WebAssembly.Global({ value: 'f32' }, 666.6),
    global_f64: new WebAssembly.Global({ value: 'f64' }, 666.6),
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    table64: new WebAssembly.Table({ initial: 10n, maximum: 20n, element: 'anyfunc', address: 'i64' } as never),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    shared_memory: new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }),
  };
}
