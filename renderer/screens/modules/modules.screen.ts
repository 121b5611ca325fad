// Declares the Modules screen.
import type { Screen } from '../screen.ts';
import { ModulesDetails } from './modules-details.tsx';
import { ModulesMain } from './modules-screen.tsx';

export const modulesScreen: Screen = {
  id: 'modules',
  title: 'Modules',
  icon: 'modules',
  keys: 'Ctrl+1',
  Main: ModulesMain,
  Details: ModulesDetails,
  dock: ['isolation', 'output', 'bytes'],
};
