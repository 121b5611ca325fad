// What verifying a log said, in lines to read.
import { visibleText } from '../../base/visible-text.ts';
import type { VerifyReport } from '../verify-log.ts';

export function verifyWords({ entries, signed, checkpoints, findings }: VerifyReport): string {
  if (findings.length > 0) return findings.map(({ tampering, message }) => `${tampering}: ${visibleText(message)}\n`).join('');
  const rest = entries > signed ? `; the ${entries - signed} after the last checkpoint are held by the chain alone` : '';
  return `Whole: ${entries} entries, ${signed} of them signed in ${checkpoints} checkpoints${rest}.\n`;
}
