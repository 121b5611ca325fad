// The call at which a run stands, as the page is told of it: described as if it were recorded, with raw arguments to be edited.
import {
  ERRNO_NAMES,
  SIGNATURES,
  visibleText,
  type CallSource,
  type HeldCall as EngineHeldCall,
} from '../../sandbox-core/index.ts';
import type { HeldCall } from '../contract/step-orders.ts';
import { callForPage } from './call-for-page.ts';
import { framesForPage } from './frames-for-page.ts';

/** `header` is that of the run's recording, for its rules. */
export function heldCallForPage(held: EngineHeldCall, header: CallSource['header']): HeldCall {
  const { stop, row, phase, chunk, stack, fault } = held;
  return {
    stop,
    phase,
    call: callForPage({ header, chunkOf: () => chunk }, row),
    parameters: parametersOf(held),
    stack: framesForPage(stack),
    fault: visibleText(fault),
    errnos: [...ERRNO_NAMES],
  };
}

function parametersOf({ chunk }: EngineHeldCall): HeldCall['parameters'] {
  const parameters = SIGNATURES[chunk.signature[0] ?? 0]?.parameters ?? [];
  return parameters.map(({ name, kind, bits = 32 as const }, index) => ({
    name,
    kind,
    bits,
    value: String(BigInt.asUintN(bits, chunk.arguments[index] ?? 0n)),
  }));
}
