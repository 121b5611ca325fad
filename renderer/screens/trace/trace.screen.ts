// Declares the Trace screen.
import type { Screen } from '../screen.ts';
import { TraceDetails } from './trace-details.tsx';
import { TraceMain } from './trace-screen.tsx';

export const traceScreen: Screen = {
  id: 'trace',
  title: 'Trace',
  icon: 'trace',
  keys: 'Ctrl+4',
  Main: TraceMain,
  Details: TraceDetails,
  dock: ['output', 'bytes', 'memory'],
};
