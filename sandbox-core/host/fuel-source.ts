// The count of a guest's instructions, as the gate asks for it at each call.

export interface FuelSource {
  /** So far. */
  readonly used: number;
}
