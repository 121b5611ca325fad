// Stands beside the result of a call that a person or a fault schedule has changed; its details say how.
import type { JSX } from 'react';
import { Icon } from '../../ui/icon.tsx';

export function EditedMark(): JSX.Element {
  return (
    <span className="edited-mark" title="Changed on purpose; the details say how">
      <Icon name="edited" size={12} />
      <span className="unseen">, changed on purpose</span>
    </span>
  );
}
