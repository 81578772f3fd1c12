import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from '../design/icons.tsx';
import classes from './page-head.module.css';

/** The head of a page, and the title of the window. */
export function PageHead({
  title,
  name = title,
  lead,
  parent,
  badges,
  action,
}: {
  title: string;
  /** What the window is called, where the title alone would not do. */
  name?: string;
  lead?: ReactNode;
  parent?: { href: string; label: string };
  badges?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.head}>
      <title>{`${name} · Carepost`}</title>
      <div className={classes.words}>
        {parent && (
          <nav aria-label="Breadcrumb" className={classes.crumbs}>
            <Link href={parent.href}>{parent.label}</Link>
            <Icon name="chevron" size={12} />
          </nav>
        )}
        <div className={classes.line}>
          <h1>{title}</h1>
          {badges}
        </div>
        {lead && <div className={classes.lead}>{lead}</div>}
      </div>
      {action}
    </div>
  );
}
