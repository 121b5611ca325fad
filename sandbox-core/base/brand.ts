// Nominal types over primitives: a `Brand<number, 'RunId'>` is a number that no other number can stand in for.

declare const brand: unique symbol;

export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
