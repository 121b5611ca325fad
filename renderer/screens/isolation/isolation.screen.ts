// Declares the Isolation screen.
import type { Screen } from '../screen.ts';
import { IsolationDetails } from './isolation-details.tsx';
import { IsolationMain } from './isolation-screen.tsx';

export const isolationScreen: Screen = {
  id: 'isolation',
  title: 'Isolation',
  icon: 'isolation',
  keys: 'Alt+I',
  Main: IsolationMain,
  Details: IsolationDetails,
  dock: ['output', 'bytes'],
};
