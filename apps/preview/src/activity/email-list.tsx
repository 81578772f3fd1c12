import type { EmailSummary } from '@carepost/contracts';
import { Link } from 'wouter';
import { StatusBadge } from '../design/badges.tsx';
import { Icon } from '../design/icons.tsx';
import { TimeAgo } from '../design/time-ago.tsx';
import classes from './activity-page.module.css';
import { templateTitle } from './template-title.ts';

/** One link an email; what the columns say for eyes, the order of the words says for ears. */
export function EmailList({ emails }: { emails: readonly EmailSummary[] }) {
  return (
    <>
      <div className={classes.columns} aria-hidden="true">
        <span>Status</span>
        <span>Recipient</span>
        <span>Template</span>
        <span className={classes.time}>Accepted</span>
      </div>
      <ul className={classes.list} aria-label="Emails">
        {emails.map((email) => (
          <li key={email.id}>
            <Link href={`/activity/${email.id}`} className={classes.row}>
              <span className={classes.status}>
                <StatusBadge status={email.status} />
              </span>
              <span className={classes.to}>{email.to.join(', ')}</span>
              <span className={classes.template}>{templateTitle(email.template)}</span>
              <span className={classes.time}>
                <TimeAgo at={email.createdAt} />
              </span>
              <Icon name="chevron" />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
