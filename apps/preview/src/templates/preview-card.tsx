import type { AnyTemplate } from '@carepost/template-kit';
import { SegmentedControl, Skeleton, Tabs, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { CopyButton } from '../design/copy-button.tsx';
import { Icon, type IconName } from '../design/icons.tsx';
import { Notice } from '../design/notice.tsx';
import { EmailFrame } from './email-frame.tsx';
import { InboxRow } from './inbox-row.tsx';
import classes from './preview-card.module.css';
import type { Device, Scheme, Tab, TemplateView } from './template-view.ts';
import type { Composed } from './use-composed.ts';

/** The composed email: its row in an inbox, how it looks, its HTML and its plain text. */
export function PreviewCard({
  template,
  view,
  composed,
  onChange,
}: {
  template: AnyTemplate;
  view: TemplateView;
  composed: Composed;
  onChange: (part: Partial<TemplateView>) => void;
}) {
  return (
    <section className={classes.card} aria-label="Preview of the email">
      <InboxRow composed={composed} />
      <Tabs
        keepMounted={false}
        value={view.tab}
        onChange={(tab) => onChange({ tab: tabs.find((one) => one === tab) ?? 'preview' })}
      >
        <div className={classes.bar}>
          <Tabs.List className={classes.tabs} aria-label="Parts of the email">
            <Tabs.Tab value="preview">Preview</Tabs.Tab>
            <Tabs.Tab value="html">HTML</Tabs.Tab>
            <Tabs.Tab value="text">Plain text</Tabs.Tab>
          </Tabs.List>
          {view.tab === 'preview' && <LookControls view={view} onChange={onChange} />}
        </div>
        {composed.state === 'failed' ? (
          <div className={classes.failed}>
            <Notice tone="bad" title="This email cannot be composed">
              {composed.sentence}
            </Notice>
          </div>
        ) : (
          <>
            <Tabs.Panel value="preview">
              <Stage title={template.title} view={view} html={htmlOf(composed)} />
            </Tabs.Panel>
            <Tabs.Panel value="html">
              <Source name="HTML" text={htmlOf(composed)} />
            </Tabs.Panel>
            <Tabs.Panel value="text">
              <Source
                name="plain text"
                text={composed.state === 'composed' ? composed.email.text : undefined}
              />
            </Tabs.Panel>
          </>
        )}
      </Tabs>
    </section>
  );
}

const tabs: readonly Tab[] = ['preview', 'html', 'text'];

function htmlOf(composed: Composed): string | undefined {
  return composed.state === 'composed' ? composed.email.html : undefined;
}

function LookControls({
  view,
  onChange,
}: {
  view: TemplateView;
  onChange: (part: Partial<TemplateView>) => void;
}) {
  return (
    <div className={classes.controls}>
      <SegmentedControl
        aria-label="Device"
        value={view.device}
        onChange={(device: Device) => onChange({ device })}
        data={[
          { value: 'desktop', label: option('desktop', 'Desktop') },
          { value: 'mobile', label: option('phone', 'Mobile') },
        ]}
      />
      <SegmentedControl
        aria-label="Colour scheme of the mail client"
        value={view.scheme}
        onChange={(scheme: Scheme) => onChange({ scheme })}
        data={[
          { value: 'light', label: option('sun', 'Light') },
          { value: 'dark', label: option('moon', 'Dark') },
          { value: 'inverted', label: option('invert', 'Inverted by the client') },
        ]}
      />
    </div>
  );
}

function option(icon: IconName, words: string): ReactNode {
  return (
    <span className={classes.option} title={words}>
      <Icon name={icon} size={15} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}

function Stage({ title, view, html }: { title: string; view: TemplateView; html: string | undefined }) {
  const [link, setLink] = useState<string>();
  return (
    <div className={classes.stage}>
      <div className={classes.device} data-device={view.device}>
        {html === undefined ? (
          <Skeleton height={560} radius={0} />
        ) : (
          <EmailFrame
            html={html}
            scheme={view.scheme}
            title={`${title}, as the recipient sees it`}
            onLink={setLink}
          />
        )}
      </div>
      <p className={classes.link} role="status">
        {link === undefined ? (
          view.scheme === 'inverted' && 'An approximation of clients that darken an email on their own.'
        ) : (
          <>
            Links are not followed here. This one leads to <code>{link}</code>
          </>
        )}
      </p>
    </div>
  );
}

function Source({ name, text }: { name: string; text: string | undefined }) {
  if (text === undefined) return <Skeleton height={320} m={16} />;
  return (
    <div className={classes.source}>
      <div className={classes.sourceHead}>
        <span>{new Intl.NumberFormat('en').format(new Blob([text]).size)} bytes</span>
        <CopyButton value={text} label={`Copy ${name}`} />
      </div>
      <pre>{text}</pre>
    </div>
  );
}
