// Declares the Sessions screen.
import type { Screen } from '../screen.ts';
import { SessionsDetails } from './sessions-details.tsx';
import { SessionsMain } from './sessions-screen.tsx';

export const sessionsScreen: Screen = {
  id: 'sessions',
  title: 'Sessions',
  icon: 'sessions',
  keys: 'Ctrl+8',
  Main: SessionsMain,
  Details: SessionsDetails,
  dock: ['output', 'bytes'],
};
