// Declares the Audit screen.
import type { Screen } from '../screen.ts';
import { AuditDetails } from './audit-details.tsx';
import { AuditMain } from './audit-screen.tsx';

export const auditScreen: Screen = {
  id: 'audit',
  title: 'Audit',
  icon: 'audit',
  keys: 'Ctrl+6',
  Main: AuditMain,
  Details: AuditDetails,
  dock: ['output', 'bytes'],
};
