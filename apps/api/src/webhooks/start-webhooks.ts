import type { Context } from '../context.ts';
import { repeat } from '../delivery/repeat.ts';
import { nameOf } from '../loggable.ts';
import { WEBHOOKS_CHANNEL } from './announce.ts';
import { createDispatcher } from './dispatch-webhooks.ts';
import { forgetOldWebhooks } from './forget-old-webhooks.ts';

/** Finds retries that became due, and what a notification that was not heard told of. */
const POLL_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 60 * 60_000;

/** Delivers webhooks until stopped: woken by what is announced, and by the clock for retries. */
export async function startWebhooks(context: Context): Promise<{ stop(): Promise<void> }> {
  const { database, logger } = context;
  const troubled = (error: unknown) =>
    logger.warn(
      { task: 'webhooks', error: nameOf(error) },
      'A task of the worker failed and will be repeated',
    );
  const dispatcher = createDispatcher(context);
  const unlisten = await database.listen(WEBHOOKS_CHANNEL, dispatcher.wake, dispatcher.wake);
  const polling = repeat(POLL_EVERY_MS, async () => dispatcher.wake(), troubled);
  const forgetting = repeat(FORGET_EVERY_MS, () => forgetOldWebhooks(context), troubled);
  dispatcher.wake();
  return {
    async stop() {
      await Promise.all([polling.stop(), forgetting.stop(), unlisten()]);
      await dispatcher.stop();
    },
  };
}
