// The parts of WebAssembly that came after its first version, by the names this house uses for them.

export const FEATURES = [
  'mutable-globals',
  'sign-extension',
  'saturating-conversions',
  'multi-value',
  'bulk-memory',
  'reference-types',
  'simd',
  'relaxed-simd',
  'threads',
  'tail-calls',
  'extended-constants',
  'multi-memory',
  'memory64',
  'table64',
  'exceptions',
  'legacy-exceptions',
  'typed-references',
  'gc',
  'custom-page-sizes',
  'wide-arithmetic',
] as const;

export type Feature = (typeof FEATURES)[number];
