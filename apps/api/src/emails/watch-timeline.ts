import type { Timeline } from '@carepost/contracts';
import { type Caller, requireStillActive } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { readTimeline } from './read-timeline.ts';

/**
 * Yields the whole timeline now and after every change. Whole, so that a client that was away needs no catching up:
 * what it gets next is complete.
 */
export async function* watchTimeline(
  context: Context,
  caller: Exclude<Caller, { kind: 'nobody' }>,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Timeline, void> {
  // Watching starts before the first reading, so that no change falls between the two.
  const changes = context.live.watch(id, signal)[Symbol.asyncIterator]();
  let last = '';
  try {
    for (;;) {
      const timeline = await readTimeline(context, caller, id);
      const text = JSON.stringify(timeline);
      if (text !== last) yield timeline;
      last = text;
      if ((await changes.next()).done) return;
      await requireStillActive(context, caller);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await changes.return?.();
  }
}
