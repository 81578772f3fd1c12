import { deliveryErrors, type EmailDetail, type EmailStatus } from '@carepost/contracts';
import { Button, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { StatusBadge } from '../design/badges.tsx';
import { Notice } from '../design/notice.tsx';
import { PageHead } from '../layout/page-head.tsx';
import { NotFoundPage } from '../not-found-page.tsx';
import { EmailFacts } from './email-facts.tsx';
import classes from './email-page.module.css';
import { LiveTimeline } from './live-timeline.tsx';
import { SealedContent } from './sealed-content.tsx';
import { templateTitle } from './template-title.ts';

const parent = { href: '/activity', label: 'Activity' };

export function EmailPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const { data, error, refetch, isRefetching } = useQuery(trpc.emails.get.queryOptions({ id }));
  const failure = error ? describeFailure(error) : undefined;
  if (failure?.code === 'not_found' || failure?.field === 'id') return <NotFoundPage what="email" />;
  if (data) return <KnownEmail email={data} />;
  return (
    <>
      <PageHead title="Email" parent={parent} />
      {failure ? (
        <Notice
          tone="bad"
          title={failure.sentence}
          action={
            <Button variant="default" size="compact-sm" loading={isRefetching} onClick={() => refetch()}>
              Try again
            </Button>
          }
        >
          {failure.fix}
        </Notice>
      ) : (
        <Skeleton height={320} radius="lg" />
      )}
    </>
  );
}

function KnownEmail({ email }: { email: EmailDetail }) {
  // The timeline is live, the rest is read again when it changes: for a moment it knows more.
  const [status, setStatus] = useState<EmailStatus>(email.status);
  const title = templateTitle(email.template);
  return (
    <>
      <PageHead
        title={title}
        name={`${title} to ${email.to.join(', ')}`}
        lead={<>To {email.to.join(', ')}</>}
        parent={parent}
        badges={<StatusBadge status={status} />}
      />
      {email.error && (
        <div className={classes.notice}>
          <Notice tone="bad" title={deliveryErrors[email.error].sentence}>
            {email.fix}
          </Notice>
        </div>
      )}
      <div className={classes.columns}>
        <Tabs defaultValue="timeline" className={classes.main}>
          <Tabs.List aria-label="Parts of the email" className={classes.tabs}>
            <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
            <Tabs.Tab value="content">Content</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <LiveTimeline id={email.id} onStatus={setStatus} />
          </Tabs.Panel>
          {/* Left, it is sealed again; the timeline goes on, for the status above comes from it. */}
          <Tabs.Panel value="content" keepMounted={false}>
            <SealedContent id={email.id} />
          </Tabs.Panel>
        </Tabs>
        <EmailFacts email={email} />
      </div>
    </>
  );
}
