// One host function as a value: what it is called, which wasm type it has, how its arguments are read by people, what it
// asks of the policy, and what it does. The gate is the only caller of `resolve` and of the ask's `perform`.
import { ACTION_FAMILY, type Action } from '../policy/request.ts';
import type { FunctionType } from '../module/module.ts';
import type {
  AnswerDescription,
  CallSignature,
  ParameterDescription,
  ParameterKind,
} from '../recording/record/call-signature.ts';
import type { Errno } from './errno.ts';
import type { Ask, HostCall } from './host-call.ts';

export interface HostFunction {
  readonly type: FunctionType;
  readonly signature: CallSignature;
  /** What it asks for, unless the ask it resolves to says otherwise (fd_read asks fs.read or stdio.read). */
  readonly action: Action;
  /** Whether it may do system I/O or wait; those that may not are never measured. */
  readonly timed: boolean;
  /** Reads the arguments, once. An errno ends the call at once; otherwise what is asked for. Changes nothing. */
  resolve(call: HostCall): Errno | Ask;
}

export interface Parameter extends ParameterDescription {
  readonly wasm: 'i32' | 'i64';
}

export interface HostFunctionParts {
  readonly name: string;
  readonly action: Action;
  readonly parameters: readonly Parameter[];
  readonly answer?: AnswerDescription;
  readonly result?: 'errno' | 'none';
  readonly timed?: boolean;
  resolve(call: HostCall): Errno | Ask;
}

export function parameter(name: string, kind: ParameterKind, wasm: 'i32' | 'i64' = 'i32', names?: readonly string[]): Parameter {
  return names ? { name, kind, wasm, names } : { name, kind, wasm };
}

/** A function of WASI preview 1. */
export function wasiFunction(parts: HostFunctionParts): HostFunction {
  const result = parts.result ?? 'errno';
  return {
    type: { parameters: parts.parameters.map(({ wasm }) => wasm), results: result === 'errno' ? ['i32'] : [] },
    signature: {
      module: WASI_MODULE,
      name: parts.name,
      family: ACTION_FAMILY[parts.action],
      parameters: parts.parameters.map(describedParameter),
      result,
      ...(parts.answer ? { answer: parts.answer } : {}),
    },
    action: parts.action,
    timed: parts.timed ?? false,
    resolve: parts.resolve,
  };
}

function describedParameter({ name, kind, names, minor, wasm }: Parameter): ParameterDescription {
  return {
    name,
    kind,
    ...(names ? { names } : {}),
    ...(wasm === 'i64' ? { bits: 64 as const } : {}),
    ...(minor ? { minor } : {}),
  };
}

/** A parameter that a row of the trace need not tell. */
export function minor(described: Parameter): Parameter {
  return { ...described, minor: true };
}

export const WASI_MODULE = 'wasi_snapshot_preview1';
