import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';
import classes from './notice.module.css';
import type { Tone } from './tone.ts';

/** A box that says something about the page: what happened in bold, what to do below it. */
export function Notice({
  tone,
  icon = 'alert',
  title,
  children,
  action,
}: {
  tone: Tone;
  icon?: IconName;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon} size={18} className={classes.icon} />
      <div className={classes.words}>
        <strong>{title}</strong>
        {children && <div className={classes.more}>{children}</div>}
      </div>
      {action}
    </div>
  );
}

/** In place of a list or a picture that has nothing to show. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>
        <Icon name={icon} size={22} />
      </span>
      <strong>{title}</strong>
      <p>{children}</p>
      {action}
    </div>
  );
}
