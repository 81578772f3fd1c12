import type { EmailStatus, Timeline, TimelineEntry } from '@carepost/contracts';
import { Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { Icon } from '../design/icons.tsx';
import { Panel } from '../design/panel.tsx';
import { elapsed } from '../design/relative-time.ts';
import { entryLooks } from '../design/tone.ts';
import classes from './live-timeline.module.css';

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hour12: false });

/** The timeline of an email as it happens. */
export function LiveTimeline({ id, onStatus }: { id: string; onStatus: (status: EmailStatus) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, status, error } = useSubscription(
    trpc.emails.onTimeline.subscriptionOptions(
      { id },
      {
        onData: (timeline) => {
          onStatus(timeline.status);
          void queryClient.invalidateQueries({ queryKey: trpc.emails.get.queryKey({ id }) });
        },
      },
    ),
  );
  const failure = status === 'error' ? describeFailure(error) : undefined;
  return (
    <Panel title="What happened" aside={<Connection status={status} seen={data !== undefined} />}>
      {failure && <p className={classes.lost}>{failure.sentence} What is shown may be old.</p>}
      {data ? <Entries timeline={data} /> : !failure && <Skeleton height={180} />}
    </Panel>
  );
}

type ConnectionStatus = 'idle' | 'connecting' | 'pending' | 'error';

function Connection({ status, seen }: { status: ConnectionStatus; seen: boolean }) {
  const words = {
    idle: 'Not connected',
    connecting: seen ? 'Reconnecting…' : 'Connecting…',
    pending: 'Live',
    error: 'Disconnected',
  }[status];
  return (
    <span className={classes.connection} data-status={status} role="status">
      {words}
    </span>
  );
}

function Entries({ timeline }: { timeline: Timeline }) {
  const [first] = timeline.entries;
  const start = new Date(first?.at ?? 0);
  return (
    <div aria-live="polite" aria-relevant="additions">
      <ol className={classes.entries} aria-label="Timeline">
        {timeline.entries.map((entry, index) => (
          // Nothing but its place tells two entries of one kind and instant apart.
          <Entry key={`${entry.at} ${entry.kind} ${index}`} entry={entry} start={start} />
        ))}
        {!timeline.settled && timeline.status !== 'held' && (
          <li className={classes.waiting}>
            <span className={classes.dot} />
            <span>Waiting for what comes next</span>
          </li>
        )}
      </ol>
    </div>
  );
}

function Entry({ entry, start }: { entry: TimelineEntry; start: Date }) {
  const { tone, icon, label } = entryLooks[entry.kind];
  const at = new Date(entry.at);
  return (
    <li className={classes.entry}>
      <span className={classes.dot} data-tone={tone}>
        <Icon name={icon} size={13} strokeWidth={2.25} />
      </span>
      <div className={classes.words}>
        <strong>{label}</strong>
        <span className={classes.source}>{entry.source === 'provider' ? 'Provider' : 'Carepost'}</span>
        <p>{entry.sentence}</p>
      </div>
      <time dateTime={entry.at} title={at.toLocaleString('en')}>
        {clock.format(at)}
        <span>{elapsed(start, at)}</span>
      </time>
    </li>
  );
}
