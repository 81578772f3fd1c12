import { useSubscription } from '@trpc/tanstack-react-query';
import { carepost } from './carepost.ts';

/** What happened to an email so far, live. */
export function EmailTimeline({ id }: { id: string }) {
  const { data: timeline, error } = useSubscription(carepost.emails.onTimeline.subscriptionOptions({ id }));

  return (
    <section aria-labelledby="reminder">
      <h2 id="reminder">Your reminder</h2>
      <p role="status">
        {error ? error.message : `Status: ${timeline?.status ?? 'accepted'}${timeline?.settled ? '' : ' …'}`}
      </p>
      <ol>
        {timeline?.entries.map((entry) => (
          <li key={`${entry.at} ${entry.kind} ${entry.source}`} className={entry.kind}>
            <time dateTime={entry.at}>{new Date(entry.at).toLocaleTimeString()}</time>
            <strong>{entry.kind.replaceAll('_', ' ')}</strong>
            <span>{entry.sentence}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
