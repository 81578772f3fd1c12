import { type SesEvent, sesEvent } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { idOf, nameOf } from '../loggable.ts';
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

type Parked = { id: string; sealed: Uint8Array };
const MOST_AT_ONCE = 1_000;
const RAREST_HOURS = 6;

/**
 * Applies parked events whose message id is known by now, all that are due or those of one message. An event and the
 * answer that makes it known may cross, so the sweeper calls this too.
 */
export async function applyParkedEvents(context: Context, providerMessageId?: string): Promise<number> {
  const { database, sealing, logger } = context;
  const parked =
    providerMessageId === undefined ? await takeDue(context) : await findOf(context, providerMessageId);
  for (const { id, sealed } of parked) {
    try {
      const event = sesEvent.parse(await sealing.open(place(id), sealed));
      await database.transaction(async (tx) => {
        const { count } = await tx.parkedEvent.deleteMany({ where: { id } });
        if (count > 0) await applyEvent(context, tx, event);
      });
    } catch (error) {
      // One that cannot be applied must not keep the others waiting.
      logger.error({ parkedEvent: idOf(id), error: nameOf(error) }, 'A parked event could not be applied');
    }
  }
  return parked.length;
}

function findOf({ database }: Context, providerMessageId: string): Promise<Parked[]> {
  return database.prisma.$queryRaw<Parked[]>`
    SELECT "id", "sealed" FROM "ParkedEvent" WHERE "providerMessageId" = ${providerMessageId}
       AND EXISTS (SELECT 1 FROM "ProviderMessage" WHERE "providerMessageId" = ${providerMessageId})
     ORDER BY "id" LIMIT ${MOST_AT_ONCE}`;
}

/** The message id has just become known: the next sweep looks at what is parked for it. */
export async function hastenParkedEvents(tx: Transaction, providerMessageId: string): Promise<void> {
  await tx.$executeRaw`UPDATE "ParkedEvent" SET "nextAt" = now() WHERE "providerMessageId" = ${providerMessageId}`;
}

// Most that is parked belongs to other senders of the topic and stays unknown: the longer it waits, the rarer it is looked
// at. One that cannot be applied moves back like the rest, so that it does not stand before others.
function takeDue({ database }: Context): Promise<Parked[]> {
  return database.prisma.$queryRaw<Parked[]>`
    WITH due AS (
      SELECT "id" FROM "ParkedEvent" WHERE "nextAt" <= now() ORDER BY "nextAt" LIMIT ${MOST_AT_ONCE}
         FOR UPDATE SKIP LOCKED
    ), looked AS (
      UPDATE "ParkedEvent" parked
         SET "nextAt" = now() + LEAST((now() - parked."receivedAt") / 4, make_interval(hours => ${RAREST_HOURS}::int))
        FROM due WHERE parked."id" = due."id"
      RETURNING parked."id", parked."sealed", parked."providerMessageId"
    )
    SELECT looked."id", looked."sealed" FROM looked
     WHERE EXISTS (SELECT 1 FROM "ProviderMessage" known WHERE known."providerMessageId" = looked."providerMessageId")
     ORDER BY looked."id"`;
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
