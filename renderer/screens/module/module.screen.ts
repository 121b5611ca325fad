// Declares the Module screen.
import type { Screen } from '../screen.ts';
import { ModuleDetails } from './module-details.tsx';
import { ModuleMain } from './module-screen.tsx';

export const moduleScreen: Screen = {
  id: 'module',
  title: 'Module',
  icon: 'module',
  keys: 'Ctrl+2',
  Main: ModuleMain,
  Details: ModuleDetails,
  dock: ['bytes', 'output'],
};
