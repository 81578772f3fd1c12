import { category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { probeEventChannel } from '../events/probe-event-channel.ts';
import { idOf, nameOf } from '../loggable.ts';
import { rateKey } from './rate-key.ts';
import { rollUpEmail } from './roll-up-email.ts';

const BATCH = 200;
/** Where events are never proven to arrive nobody can tell; after this long a person is asked. */
const GIVE_UP_AFTER_SECONDS = 60 * 60;

type Unknown = {
  id: string;
  category: string;
  fence: number;
  /** Its event would have come by now. */
  silent: boolean;
  waited: boolean;
  late: boolean;
};

/**
 * Decides what becomes of emails of which nobody knows whether they were taken. Their events get a window to arrive,
 * longer than a call can be delayed (a lease, the five minutes for which AWS accepts a signature, clock skew), and it
 * counts only while events are proven to arrive. Then the template's `onUnknown` decides: once more, or held for a person.
 */
export async function reconcileUnknown(context: Context): Promise<{ resent: number; held: number }> {
  const { config, database, logger } = context;
  const window = config.unknownWindowSeconds;
  // SMTP reports nothing, so nothing can be waited for but the window itself.
  const rows = await database.prisma.$queryRaw<Unknown[]>`
    SELECT email."id", email."fence", email."category",
           attempt."transport" <> 'ses' OR COALESCE(channel."provenAt" >=
             GREATEST(email."unknownSince", channel."aliveSince") + make_interval(secs => ${window}::int), false) AS silent,
           email."unknownSince" < now() - make_interval(secs => ${window}::int) AS waited,
           email."unknownSince" < now() - make_interval(secs => ${window + GIVE_UP_AFTER_SECONDS}::int) AS late
      FROM "Email" email
      JOIN "Attempt" attempt ON attempt."emailId" = email."id" AND attempt."fence" = email."fence"
      LEFT JOIN "EventChannel" channel
             ON channel."key" = ${rateKey({ config, transport: { name: 'ses' } })} || ':' || email."category"
     WHERE email."status" = 'unknown'
     ORDER BY email."unknownSince" LIMIT ${BATCH}`;
  const doubtful = new Set(rows.filter(({ silent }) => !silent).map((row) => category.parse(row.category)));
  for (const name of doubtful) {
    await probeEventChannel(context, name).catch((error: unknown) => {
      // A provider that is away proves nothing, and must not keep the rest from being decided.
      logger.warn({ category: name, error: nameOf(error) }, 'Whether events arrive could not be tried');
    });
  }
  const done = { resent: 0, held: 0 };
  for (const { id, fence, silent, waited, late } of rows) {
    if (!waited || !(silent || late)) continue;
    const decision = await decide(context, id, fence, silent);
    if (!decision) continue;
    done[decision] += 1;
    logger.warn({ email: idOf(id) }, `Nobody knows whether it was sent: ${decision}`);
  }
  return done;
}

async function decide(
  context: Context,
  id: string,
  fence: number,
  silent: boolean,
): Promise<'resent' | 'held' | undefined> {
  const { database, queue, live, now } = context;
  return database.transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ mayResend: boolean; category: string }[]>`
      SELECT "category", "onUnknown" = 'resend' AND "autoResends" = 0 AND ("expiresAt" IS NULL OR "expiresAt" > now()) AS "mayResend"
        FROM "Email" WHERE "id" = ${id}::uuid AND "fence" = ${fence} AND "status" = 'unknown' FOR UPDATE`;
    // An event or a person was faster.
    if (!row) return undefined;
    const resend = silent && row.mayResend;
    const at = now();
    await tx.recipient.updateMany({
      where: { emailId: id, status: 'unknown' },
      data: { status: resend ? 'queued' : 'held', updatedAt: at },
    });
    if (resend) {
      await tx.email.update({ where: { id }, data: { autoResends: { increment: 1 } } });
      await queue.wake(tx, [{ id, category: category.parse(row.category) }]);
    }
    await rollUpEmail(tx, id, { release: true }, at);
    await live.emailChanged(tx, id);
    return resend ? 'resent' : 'held';
  });
}
