// One line across a view: a state, what it says, and what can be done about it.
import type { JSX, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './banner.css';

export interface BannerProps {
  readonly icon: IconName;
  readonly label: string;
  readonly title: ReactNode;
  readonly says: ReactNode;
  readonly children?: ReactNode;
}

export function Banner({ icon, label, title, says, children }: BannerProps): JSX.Element {
  return (
    <div className="banner" role="region" aria-label={label}>
      <Icon name={icon} />
      <span className="strong">{title}</span>
      <span className="ink-2 cut banner-says">{says}</span>
      {children}
    </div>
  );
}
