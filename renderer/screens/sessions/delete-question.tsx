// Asks before a run and its file are deleted for good.
import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { bytesText } from '../../ui/quantities.ts';
import type { KeptRun } from './session-list.ts';

export interface DeleteQuestionProps {
  readonly kept: KeptRun;
  readonly onDelete: () => void;
  readonly onKeep: () => void;
}

/** The keyboard goes to it, since it was asked for; Esc keeps the run. */
export function DeleteQuestion({ kept, onDelete, onKeep }: DeleteQuestionProps): JSX.Element {
  const question = `Delete run ${kept.run.number} and its file of ${bytesText(kept.size)}? This cannot be undone.`;
  return (
    <div
      className="delete-question"
      role="alertdialog"
      aria-label={question}
      tabIndex={-1}
      ref={focusFirst}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onKeep();
      }}
    >
      <Icon name="warning" size={14} />
      <span className="cut">{question}</span>
      <span className="space" />
      <Button onPress={onDelete}>Delete</Button>
      <Button keys="Esc" onPress={onKeep}>
        Keep
      </Button>
    </div>
  );
}

function focusFirst(element: HTMLElement | null): void {
  element?.querySelector('button')?.focus();
}
