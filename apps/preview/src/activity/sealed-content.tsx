import type { EmailContent } from '@carepost/contracts';
import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { Icon } from '../design/icons.tsx';
import { Empty, Notice } from '../design/notice.tsx';
import { Facts, Panel } from '../design/panel.tsx';
import { EmailFrame } from '../templates/email-frame.tsx';
import classes from './sealed-content.module.css';

/** The sealed part of an email. It is opened on request only, and forgotten when the reader leaves. */
export function SealedContent({ id }: { id: string }) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery(
    trpc.emails.content.queryOptions(
      { id },
      // One click is one reading in the audit log: nothing may read again by itself, or keep what it read.
      {
        enabled: asked,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        retry: false,
        refetchOnReconnect: false,
      },
    ),
  );
  if (data) return <OpenContent content={data} />;
  const failure = error ? describeFailure(error) : undefined;
  return (
    <Panel title="Sealed content">
      {failure && (
        <Notice tone="bad" title={failure.sentence}>
          {failure.fix}
        </Notice>
      )}
      <Empty
        icon="lock"
        title="The content is sealed"
        action={
          <Button
            leftSection={<Icon name="lock" size={15} />}
            loading={isFetching}
            onClick={() => (asked ? refetch() : setAsked(true))}
          >
            Open content
          </Button>
        }
      >
        It may hold protected health information. Opening it is written to the audit log, with who opened it
        and when.
      </Empty>
    </Panel>
  );
}

function OpenContent({ content }: { content: EmailContent }) {
  return (
    <Panel title="Opened content" padded={false}>
      <div className={classes.head}>
        <Facts
          rows={[
            ['To', content.to.join(', ')],
            ['Subject', content.subject],
          ]}
        />
        <p className={classes.audited}>
          <Icon name="lock" size={14} />
          This reading is in the audit log.
        </p>
      </div>
      <Tabs defaultValue="html" keepMounted={false}>
        <Tabs.List aria-label="Forms of the content">
          <Tabs.Tab value="html">As it looks</Tabs.Tab>
          <Tabs.Tab value="text">Plain text</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="html" className={classes.frame}>
          <EmailFrame html={content.html} scheme="light" title="Content of the email" />
        </Tabs.Panel>
        <Tabs.Panel value="text">
          <pre className={classes.text}>{content.text}</pre>
        </Tabs.Panel>
      </Tabs>
    </Panel>
  );
}
