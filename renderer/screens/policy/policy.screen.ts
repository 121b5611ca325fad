// Declares the Policy screen.
import type { Screen } from '../screen.ts';
import { PolicyDetails } from './policy-details.tsx';
import { PolicyMain } from './policy-screen.tsx';

export const policyScreen: Screen = {
  id: 'policy',
  title: 'Policy',
  icon: 'policy',
  keys: 'Ctrl+3',
  Main: PolicyMain,
  Details: PolicyDetails,
  dock: ['output', 'bytes'],
};
