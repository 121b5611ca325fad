// A WebAssembly 3.0 module as data: what its binary says, by index space, with byte ranges into it. Names are guest text.
//
// Nothing here is decoded twice: code bodies and custom sections stay ranges into the bytes until somebody asks.

/** Offsets into the module's bytes, `start` included, `end` not. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Text form of a value type (core specification 3.0, section 2.3): `i32`, `v128`, `(ref null 3)`, `funcref`. */
export type ValueType = string;

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** One entry of the type index space. Structure and array types keep their text form only. */
export type TypeDefinition =
  | ({ readonly kind: 'function' } & FunctionType)
  | { readonly kind: 'struct' | 'array'; readonly text: string };

/** Limits of a memory (in pages) or a table (in elements); counts past 2^53 are given as 2^53. */
export interface SizeLimits {
  readonly minimum: number;
  readonly maximum: number | undefined;
  readonly is64: boolean;
  readonly shared: boolean;
  /** log2 of the page size, 16 unless the custom-page-sizes proposal is used. Tables: 0. */
  readonly pageSizeLog2: number;
}

export type ExternalType =
  | { readonly kind: 'function'; readonly typeIndex: number }
  | { readonly kind: 'table'; readonly element: ValueType; readonly limits: SizeLimits }
  | { readonly kind: 'memory'; readonly limits: SizeLimits }
  | { readonly kind: 'global'; readonly value: ValueType; readonly mutable: boolean }
  | { readonly kind: 'tag'; readonly typeIndex: number };

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly type: ExternalType;
  /** Where the entry begins. */
  readonly offset: number;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternalType['kind'];
  readonly index: number;
}

export interface FunctionBody {
  readonly typeIndex: number;
  /** The body with its locals, without its size field. */
  readonly body: ByteRange;
  /** Number of declared locals, parameters not counted. */
  readonly locals: number;
}

export interface Section {
  readonly id: number;
  /** `type`, `import`, … or `custom`. */
  readonly kind: string;
  /** The name of a custom section, else empty. */
  readonly name: string;
  /** The payload, without id and size. For custom sections: after the name. */
  readonly payload: ByteRange;
  /** Where the section's id byte stands. */
  readonly offset: number;
}

export interface DataSegment {
  readonly mode: 'active' | 'passive';
  readonly memory: number;
  readonly bytes: ByteRange;
}

export interface Module {
  readonly size: number;
  readonly sections: readonly Section[];
  readonly types: readonly TypeDefinition[];
  readonly imports: readonly Import[];
  /** Defined functions; the first has function index `importedFunctions`. */
  readonly functions: readonly FunctionBody[];
  /** All tables, memories, globals and tags by index, imported ones first. */
  readonly tables: readonly Extract<ExternalType, { kind: 'table' }>[];
  readonly memories: readonly Extract<ExternalType, { kind: 'memory' }>[];
  readonly globals: readonly Extract<ExternalType, { kind: 'global' }>[];
  readonly tags: readonly Extract<ExternalType, { kind: 'tag' }>[];
  readonly importedFunctions: number;
  readonly importedTables: number;
  readonly importedMemories: number;
  readonly importedGlobals: number;
  readonly importedTags: number;
  readonly exports: readonly Export[];
  readonly start: number | undefined;
  readonly dataSegments: readonly DataSegment[];
  readonly elementSegments: number;
  /** Functions of which element segments, globals and tables hold references, ascending, each once. */
  readonly referencedFunctions: readonly number[];
}
