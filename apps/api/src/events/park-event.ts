import { type SesEvent, sesEvent } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { nameOf } from '../logger.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';
import { applyEvent } from './apply-event.ts';

const place = (id: string) => placeOf(sealedColumns.parkedEvent, { id });

/** Keeps an event whose email is not known yet, sealed: it names addresses. */
export async function parkEvent({ sealing, now }: Context, tx: Transaction, event: SesEvent): Promise<void> {
  const id = uuidv7();
  await tx.parkedEvent.create({
    data: {
      id,
      providerMessageId: event.mail.messageId,
      sealed: sealing.seal(place(id), event),
      receivedAt: now(),
    },
  });
}

/**
 * Applies parked events whose message id is known by now, all or those of one message. An event and the answer that
 * makes it known may cross, so the sweeper calls this too.
 */
export async function applyParkedEvents(context: Context, providerMessageId?: string): Promise<number> {
  const { database, sealing, logger } = context;
  const parked = await database.prisma.$queryRaw<{ id: string; sealed: Uint8Array }[]>`
    SELECT parked."id", parked."sealed" FROM "ParkedEvent" parked
     WHERE (${providerMessageId ?? null}::text IS NULL OR parked."providerMessageId" = ${providerMessageId ?? null})
       AND EXISTS (SELECT 1 FROM "ProviderMessage" known WHERE known."providerMessageId" = parked."providerMessageId")
     ORDER BY parked."id" LIMIT 500`;
  for (const { id, sealed } of parked) {
    try {
      const event = sesEvent.parse(await sealing.open(place(id), sealed));
      await database.transaction(async (tx) => {
        const { count } = await tx.parkedEvent.deleteMany({ where: { id } });
        if (count > 0) await applyEvent(context, tx, event);
      });
    } catch (error) {
      // One that cannot be applied must not keep the others waiting.
      logger.error({ parkedEvent: id, error: nameOf(error) }, 'A parked event could not be applied');
    }
  }
  return parked.length;
}

/** How long an event may wait for its email, and how long a message id is remembered: SNS to SQS repeats for 23 days. */
const KEPT_DAYS = 30;

/** Forgets parked events that nobody claimed (other senders share a topic) and message ids that cannot come again. */
export async function forgetOldMessages({ database }: Context): Promise<void> {
  await database.prisma.$executeRaw`
    DELETE FROM "ParkedEvent" WHERE "receivedAt" < now() - make_interval(days => ${KEPT_DAYS}::int)`;
  await database.prisma.$executeRaw`
    DELETE FROM "ReceivedMessage" WHERE "receivedAt" < now() - make_interval(days => ${KEPT_DAYS}::int)`;
}
