import type { Timeline } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { readTimeline } from './read-timeline.ts';

/**
 * Yields the whole timeline now and after every change. Whole, so that a client that was away needs no catching up:
 * what it gets next is complete.
 */
export async function* watchTimeline(
  context: Context,
  projectId: string,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Timeline, void> {
  // Watching starts before the first reading, so that no change falls between the two.
  const changes = context.live.watch(id, signal)[Symbol.asyncIterator]();
  let last = '';
  try {
    for (;;) {
      const timeline = await readTimeline(context, projectId, id);
      const text = JSON.stringify(timeline);
      if (text !== last) yield timeline;
      last = text;
      if ((await changes.next()).done) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await changes.return?.();
  }
}
