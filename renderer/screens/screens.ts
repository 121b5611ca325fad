// The list of screens, in the order of the rail and of their keys.
import { auditScreen } from './audit/audit.screen.ts';
import { compareScreen } from './compare/compare.screen.ts';
import { isolationScreen } from './isolation/isolation.screen.ts';
import { moduleScreen } from './module/module.screen.ts';
import { modulesScreen } from './modules/modules.screen.ts';
import { policyScreen } from './policy/policy.screen.ts';
import type { Screen } from './screen.ts';
import { sessionsScreen } from './sessions/sessions.screen.ts';
import { traceScreen } from './trace/trace.screen.ts';

export const SCREENS: readonly Screen[] = [
  modulesScreen,
  moduleScreen,
  policyScreen,
  traceScreen,
  auditScreen,
  sessionsScreen,
  compareScreen,
  isolationScreen,
];
