import type { Category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { configurationSets } from '../delivery/configuration-sets.ts';
import { reserveSendRate } from '../delivery/send-rate.ts';
import { channelKey } from './event-channel.ts';

/** Tag of a message that was sent only to see whether its event arrives. */
export const PROBE_TAG = 'carepost_probe';
const EVERY_SECONDS = 60;

/**
 * Sends a message to SES's mailbox simulator when no event has come in for a minute, so that a quiet night does not keep
 * an unknown email waiting: its event proves that the channel works. One a minute and category, whoever asks.
 * Source: Amazon SES Developer Guide, "Using the mailbox simulator manually".
 */
export async function probeEventChannel(context: Context, category: Category): Promise<void> {
  const { config, database, transport } = context;
  if (transport.name !== 'ses') return;
  const key = channelKey(config, category);
  const ours = await database.prisma.$executeRaw`
    INSERT INTO "EventChannel" ("key", "probedAt") VALUES (${key}, now())
    ON CONFLICT ("key") DO UPDATE SET "probedAt" = now()
     WHERE COALESCE(GREATEST("EventChannel"."probedAt", "EventChannel"."provenAt") < now() - make_interval(secs => ${EVERY_SECONDS}::int), true)`;
  if (ours === 0) return;
  const rate = await reserveSendRate(context, 1);
  if (!rate.granted) return;
  await transport.send({
    from: config.sender,
    to: ['success@simulator.amazonses.com'],
    subject: 'Carepost: do events arrive?',
    text: 'Carepost sends this to the SES mailbox simulator to see whether events arrive.',
    html: '<p>Carepost sends this to the SES mailbox simulator to see whether events arrive.</p>',
    tags: { [PROBE_TAG]: category },
    ...(config.useConfigurationSets ? { configurationSet: configurationSets[category] } : {}),
  });
}
