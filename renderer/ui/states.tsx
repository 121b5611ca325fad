// Empty, busy and broken: what would be here, why it is not, and one thing to do about it.
import { useEffect, useState, type JSX, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import './states.css';

export interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly why: ReactNode;
  readonly children?: ReactNode;
}

export function Empty({ icon, title, why, children }: EmptyProps): JSX.Element {
  return (
    <div className="empty">
      <Icon name={icon} size={20} />
      <p className="strong">{title}</p>
      <p className="ink-2">{why}</p>
      {children && <div className="empty-actions">{children}</div>}
    </div>
  );
}

/** Nothing takes a spinner before this; what is quick should not flicker. */
const PATIENCE_MS = 300;

export interface BusyProps {
  readonly title: string;
  readonly says?: ReactNode;
  /** 0 to 1; null where the end cannot be known. */
  readonly share?: number | null;
  readonly onCancel?: () => void;
}

export function Busy({ title, says, share = null, onCancel }: BusyProps): JSX.Element | null {
  const patient = usePatience();
  if (patient) return null;
  return (
    <div className="busy" role="status">
      <div className="line">
        <span className="strong">{title}</span>
        <span className="space" />
        {share !== null && <span className="data ink-2">{Math.round(share * 100)} %</span>}
      </div>
      <div className={`progress ${share === null ? 'endless' : ''}`}>
        <span style={{ width: share === null ? '30%' : `${share * 100}%` }} />
      </div>
      <div className="line ink-2">
        <span>{says}</span>
        <span className="space" />
        {onCancel && (
          <Button onPress={onCancel} keys="Esc">
            Cancel
          </Button>
        )}
      </div>
    </div>
  );
}

/** True for the first 300 ms of the caller's life. */
function usePatience(): boolean {
  const [patient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return patient;
}

export interface BrokenProps {
  readonly title: string;
  readonly code: string;
  readonly message: string;
  readonly onRetry?: (() => void) | undefined;
}

/** The report holds what we said, never what the guest said. */
export function Broken({ title, code, message, onRetry }: BrokenProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(`${title}\n${code}: ${message}\n${navigator.userAgent}`).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="broken" role="alert">
      <div className="line">
        <Icon name="trap" size={14} />
        <span className="strong">{title}</span>
        <span className="space" />
        <span className="data ink-2">{code}</span>
      </div>
      <p className="sentence">{message}</p>
      <p className="ink-2">The rest of the window goes on.</p>
      <div className="actions">
        {onRetry && <Button onPress={onRetry}>Try again</Button>}
        <Button onPress={copy}>{copied ? 'Copied' : 'Copy report'}</Button>
      </div>
    </div>
  );
}
