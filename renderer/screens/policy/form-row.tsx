// A labelled line of the form.
import type { JSX, ReactNode } from 'react';

export interface FormRowProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly tall?: boolean;
}

export function FormRow({ label, children, tall = false }: FormRowProps): JSX.Element {
  return (
    <div className={`form-row ${tall ? 'tall' : ''}`}>
      <span className="ink-2">{label}</span>
      <div className="form-value">{children}</div>
    </div>
  );
}
