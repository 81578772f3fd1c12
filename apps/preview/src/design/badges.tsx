import type { Category, EmailStatus } from '@carepost/contracts';
import classes from './badges.module.css';
import { Icon } from './icons.tsx';
import { statusLooks } from './tone.ts';

export function StatusBadge({ status }: { status: EmailStatus }) {
  const { tone, icon, label } = statusLooks[status];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon name={icon} size={13} strokeWidth={2.25} />
      {label}
    </span>
  );
}

export function CategoryBadge({ category }: { category: Category }) {
  return (
    <span className={classes.badge} data-tone="quiet">
      {category.charAt(0).toUpperCase() + category.slice(1)}
    </span>
  );
}

/** Marks protected health information. */
export function PhiBadge() {
  return (
    <span className={classes.badge} data-tone="warn" title="Protected health information">
      <Icon name="lock" size={12} strokeWidth={2.25} />
      PHI
    </span>
  );
}
