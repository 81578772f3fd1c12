import type { RouterOutputs } from './app-router.ts';
import type { CarepostClient } from './create-client.ts';

export type Timeline = RouterOutputs['emails']['timeline'];

const REOPEN_AFTER_MS = 1_000;

/**
 * The timeline of an email, whole, now and after every change, until it is settled. Slow readers get the newest one only. A
 * lost connection is opened again, also when the service restarts. An email that is `unknown` or `held` waits for
 * somebody, so pass a signal to give up: then it ends without an error.
 * @throws CarepostError when the service refuses.
 */
export async function* watchTimeline(
  client: CarepostClient,
  id: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Timeline, void> {
  while (!signal?.aborted) {
    for await (const timeline of subscribe(client, id, signal)) {
      yield timeline;
      if (timeline.settled) return;
    }
    // A service that stops ends its streams in order; the next one may take a moment to come up.
    if (!signal?.aborted) await new Promise((resolve) => setTimeout(resolve, REOPEN_AFTER_MS));
  }
}

async function* subscribe(
  client: CarepostClient,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Timeline, void> {
  let newest: Timeline | undefined;
  let end: { error?: unknown } | undefined;
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const subscription = client.emails.onTimeline.subscribe(
    { id },
    {
      onData: (timeline) => {
        newest = timeline;
        wake();
      },
      onError: (error) => {
        end = { error };
        wake();
      },
      onComplete: () => {
        end ??= {};
        wake();
      },
    },
  );
  signal?.addEventListener('abort', wake);
  try {
    for (;;) {
      await changed.promise;
      changed = Promise.withResolvers();
      if (signal?.aborted) return;
      const timeline = newest;
      newest = undefined;
      if (timeline) yield timeline;
      else if (end && 'error' in end) throw end.error;
      else if (end) return;
      if (newest || end) wake();
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    subscription.unsubscribe();
  }
}
