import type { EmailDetail } from '@carepost/contracts';
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { StatusBadge } from '../design/badges.tsx';
import { CopyButton } from '../design/copy-button.tsx';
import { Facts, Panel } from '../design/panel.tsx';
import { ExactTime } from '../design/time-ago.tsx';
import classes from './email-page.module.css';

export function EmailFacts({ email }: { email: EmailDetail }) {
  return (
    <div className={classes.side}>
      <Panel title={email.recipients.length === 1 ? 'Recipient' : 'Recipients'}>
        <ul className={classes.recipients}>
          {email.recipients.map(({ n, kind, address, status }) => (
            <li key={n}>
              <span>
                {kind !== 'to' && <span className={classes.kind}>{kind}</span>}
                {address}
              </span>
              <StatusBadge status={status} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="Facts" aside={<CopyButton value={email.id} label="Copy id" />}>
        <Facts
          rows={[
            [
              'Template',
              <Anchor
                key="template"
                component={Link}
                href={`/templates/${email.template}`}
                c="var(--cp-accent)"
              >
                {email.template}
              </Anchor>,
            ],
            ['From', email.from],
            ['Accepted', <ExactTime key="at" at={email.createdAt} />],
            ['Attempts', email.attempts],
            ['Written in', `${email.locale}, ${email.timeZone.replaceAll('_', ' ')}`],
            [
              'Message id of the provider',
              email.providerMessageId ? <code key="id">{email.providerMessageId}</code> : 'None yet',
            ],
          ]}
        />
      </Panel>
    </div>
  );
}
