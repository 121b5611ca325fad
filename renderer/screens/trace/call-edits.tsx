// What was changed about a recorded call on purpose, by whom, in words.
import type { JSX } from 'react';
import type { CallDetails } from '../../../app/contract/schemas.ts';
import { DetailsSection } from '../../ui/details.tsx';

const BY = { person: 'by a person', schedule: 'by a fault schedule' } as const;

export function CallEdits({ call }: { readonly call: CallDetails }): JSX.Element | null {
  if (call.edits.length === 0) return null;
  return (
    <DetailsSection title="Changed">
      <ul className="edits">
        {call.edits.map(({ by, what }, index) => (
          <li key={index}>
            changed {BY[by]}: {what}
          </li>
        ))}
      </ul>
    </DetailsSection>
  );
}
