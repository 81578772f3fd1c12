import type { AnyTemplate } from '@carepost/template-kit';
import { registry } from '@carepost/templates';
import { Button, Modal, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { Icon } from '../design/icons.tsx';
import { Notice } from '../design/notice.tsx';
import classes from './send-button.module.css';
import type { TemplateView } from './template-view.ts';

// Amazon SES Developer Guide, "Using the mailbox simulator": they cost no quota and harm no reputation.
const simulated = [
  ['Delivers', 'success@simulator.amazonses.com'],
  ['Bounces', 'bounce@simulator.amazonses.com'],
  ['Complains', 'complaint@simulator.amazonses.com'],
] as const;

/** Sends what the page shows, fixture and all, to one address. */
export function SendButton({ template, view }: { template: AnyTemplate; view: TemplateView }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button onClick={open} leftSection={<Icon name="send" size={15} />}>
        Send test
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={`Send “${template.title}”`}
        centered
        overlayProps={{ backgroundOpacity: 0.45, blur: 2 }}
        closeButtonProps={{ 'aria-label': 'Close' }}
        classNames={{ title: classes.title ?? '' }}
      >
        <SendForm template={template} view={view} />
      </Modal>
    </>
  );
}

function SendForm({ template, view }: { template: AnyTemplate; view: TemplateView }) {
  const trpc = useTRPC();
  const [to, setTo] = useState('');
  const { mutate, isPending, data: accepted, error, reset } = useMutation(trpc.emails.send.mutationOptions());
  const failure = error ? describeFailure(error) : undefined;
  const atField = failure?.field === 'to';

  const send = (event: FormEvent) => {
    event.preventDefault();
    const message = registry.messageInput.parse({
      template: template.id,
      props: template.fixtures[view.fixture],
    });
    mutate({ to, message, locale: view.locale, timeZone: view.timeZone });
  };

  const write = (address: string) => {
    setTo(address);
    reset();
  };

  return (
    // Addresses are the API's to judge; the browser would have another opinion.
    <form onSubmit={send} noValidate>
      <Stack gap={14}>
        <TextInput
          label="To"
          type="email"
          autoComplete="off"
          placeholder="name@example.com"
          value={to}
          onChange={(event) => write(event.currentTarget.value)}
          error={atField ? failure.sentence : undefined}
          data-autofocus
        />
        <fieldset className={classes.samples}>
          <legend>Mailbox simulator of SES</legend>
          {simulated.map(([label, address]) => (
            <Button
              key={address}
              variant="default"
              size="compact-sm"
              onClick={() => write(address)}
              title={address}
            >
              {label}
            </Button>
          ))}
        </fieldset>
        {failure && !atField && (
          <Notice tone="bad" title={failure.sentence}>
            {failure.fix}
          </Notice>
        )}
        <div role="status">
          {accepted && (
            <Notice
              tone="good"
              icon="check"
              title="Accepted"
              action={
                <Button
                  component={Link}
                  href={`/activity/${accepted.id}`}
                  size="compact-sm"
                  rightSection={<Icon name="right" size={14} />}
                >
                  Follow it
                </Button>
              }
            >
              The email is stored and on its way.
            </Notice>
          )}
        </div>
        <div className={classes.end}>
          <span className={classes.what}>
            Fixture <strong>{view.fixture}</strong>, {view.locale}, {view.timeZone.replaceAll('_', ' ')}
          </span>
          <Button type="submit" loading={isPending}>
            {accepted ? 'Send again' : 'Send'}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
