// Declares the Compare screen.
import type { Screen } from '../screen.ts';
import { CompareDetails } from './compare-details.tsx';
import { CompareMain } from './compare-screen.tsx';

export const compareScreen: Screen = {
  id: 'compare',
  title: 'Compare',
  icon: 'compare',
  keys: 'Alt+C',
  Main: CompareMain,
  Details: CompareDetails,
  dock: ['output', 'bytes'],
};
