// How much of everything the reader takes before it refuses. Counts are checked before anything is allocated for them.
//
// Most are far below what engines take (the JavaScript API's implementation limits), because an engine's cost for a hostile
// module at those limits is hundreds of megabytes (THREATS 53 to 57); and well above what compilers are known to produce.

export interface ReadCaps {
  readonly moduleBytes: number;
  readonly customSections: number;
  readonly nameBytes: number;
  readonly types: number;
  readonly typeParts: number;
  readonly parameters: number;
  readonly results: number;
  readonly fields: number;
  readonly imports: number;
  readonly functions: number;
  readonly tables: number;
  readonly memories: number;
  readonly globals: number;
  readonly tags: number;
  readonly exports: number;
  readonly elementSegments: number;
  readonly elements: number;
  readonly dataSegments: number;
  readonly bodyBytes: number;
  readonly localsPerFunction: number;
  readonly localsInAll: number;
  readonly constantInstructions: number;
  readonly growthSites: number;
}

export const READ_CAPS: ReadCaps = {
  /** Compiled code takes several times the module's size; the largest guests in use (whole compilers) are about 100 MB. */
  moduleBytes: 128 * 2 ** 20,
  /** Linkers write about a dozen. A million of two bytes each cost 51 ms (THREATS 57). */
  customSections: 1_000,
  /** The engines' own cap. Long names only hurt who shows them. */
  nameBytes: 100_000,
  /** A million types cost the engine 85 to 306 MB (THREATS 53). */
  types: 100_000,
  /** Parameters, results and fields of all types: each becomes text here. */
  typeParts: 1_000_000,
  /** The engines' own caps. */
  parameters: 1_000,
  results: 1_000,
  fields: 10_000,
  /** 100,000 imports cost 0.4 s to instantiate (THREATS 54). */
  imports: 20_000,
  /** A million empty functions cost 99 MB (THREATS 54). Whole browsers compiled to wasm have some 300,000. */
  functions: 500_000,
  /** Every table costs its engine object before its first element. */
  tables: 10_000,
  /** The engines' own cap; each memory reserves 8 GiB of addresses (THREATS 52). */
  memories: 100,
  globals: 200_000,
  tags: 10_000,
  exports: 200_000,
  elementSegments: 100_000,
  /** Elements of all segments: the engines' own cap for one table. */
  elements: 10_000_000,
  dataSegments: 100_000,
  /** The engines' own cap (7,654,321). */
  bodyBytes: 7_654_321,
  /** The engines' own cap. */
  localsPerFunction: 50_000,
  /** 50,000 locals in 2,000 functions make 0.25 s of 20 kB (THREATS 55); 100,000 real functions stay below 5 million. */
  localsInAll: 20_000_000,
  /** Instructions in one constant expression; array.new_fixed may want 10,000 operands. */
  constantInstructions: 100_000,
  /** Instructions memory.grow and table.grow that are rewritten, one note each. Allocators have a handful. */
  growthSites: 100_000,
};
