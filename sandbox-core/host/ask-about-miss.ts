// Who is asked about misses, as the gate knows it: whoever it is, the guest stands still meanwhile.
import type { DirectedCall } from './call-director.ts';
import type { Miss, MissAnswer } from './misses.ts';

export type AskAboutMiss = (call: DirectedCall, misses: readonly Miss[]) => MissAnswer;
