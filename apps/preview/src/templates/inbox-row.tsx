import { Skeleton } from '@mantine/core';
import classes from './inbox-row.module.css';
import { sampleOrganisation } from './sample-organisation.ts';
import type { Composed } from './use-composed.ts';

/** Sender, subject and preheader as an inbox lists them. */
export function InboxRow({ composed }: { composed: Composed }) {
  if (composed.state === 'failed') return null;
  return (
    <div className={classes.row}>
      <span className={classes.avatar} aria-hidden="true">
        {sampleOrganisation.name.charAt(0)}
      </span>
      {composed.state === 'composing' ? (
        <Skeleton height={38} />
      ) : (
        <dl className={classes.words}>
          <div>
            <dt>From</dt>
            <dd className={classes.from}>{sampleOrganisation.name}</dd>
          </div>
          <div className={classes.line}>
            <dt>Subject</dt>
            <dd className={classes.subject} dir="auto">
              {composed.email.subject}
            </dd>
            <dt>Preheader</dt>
            <dd className={classes.preheader} dir="auto">
              {composed.email.preheader}
            </dd>
          </div>
        </dl>
      )}
    </div>
  );
}
