// Who looks on while a guest replays, and may keep it standing where it is.
export interface Witness {
  /** Called before and after each call of the recording, growths included; returns when the guest may go on. */
  pass(row: number, phase: 'before' | 'after', memory: () => Uint8Array): void;
}
