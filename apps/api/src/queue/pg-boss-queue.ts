import { type Category, category } from '@carepost/contracts';
import { fromPrisma, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database, Transaction } from '../database/open-database.ts';
import { nameOf } from '../loggable.ts';
import type { Logger } from '../logger.ts';
import type { Queue } from './queue.ts';

const NAME = 'deliver';
// pg-boss hands out the highest first.
const priorities: Record<Category, number> = { transactional: 20, notification: 10, marketing: 0 };
/**
 * A job whose worker has not been heard of for this long is nobody's. pg-boss itself sees that within 20 to 80 seconds;
 * the emails of a worker that died between fetching and claiming, or of a database that went away then, wait for less.
 */
const SILENT_SECONDS = 9;
const HEARTBEAT_EVERY_SECONDS = SILENT_SECONDS / 3;
type Found = { id: string; category: string };
const toWakeUp = (found: Found) => ({ id: found.id, category: category.parse(found.category) });
const payload = z.object({ emailId: z.uuid() });

// Emails and jobs may both be many, and without statistics yet: row against row takes minutes then.
const withoutNestedLoops = (tx: Transaction) => tx.$executeRaw`SET LOCAL enable_nestloop = off`;

/** The queue in the same database as the log, so that an email and its job commit together. */
export async function createPgBossQueue(database: Database, logger: Logger): Promise<Queue> {
  // Where migrations have a role of their own, that one made the schema, and the service may not even try.
  const made = await database.prisma.$queryRaw<
    unknown[]
  >`SELECT 1 FROM pg_namespace WHERE nspname = 'pgboss'`;
  const boss = new PgBoss({
    ...database.queueConnection,
    schema: 'pgboss',
    createSchema: made.length === 0,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
  });
  // Without a handler an unreachable database would end the process; pg-boss itself tries again.
  boss.on('error', (error) => logger.warn({ error: nameOf(error) }, 'The queue met an error and goes on'));
  await boss.start();
  await boss.createQueue(NAME, {
    notify: true,
    retryLimit: 1000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: 300,
    heartbeatSeconds: 20,
    deleteAfterSeconds: 3600,
  });

  let stopping: Promise<void> | undefined;
  return {
    async wake(tx, emails) {
      if (emails.length === 0) return;
      const jobs = emails.map(({ id, category, notBefore }) => ({
        data: { emailId: id },
        priority: priorities[category],
        ...(notBefore ? { startAfter: notBefore } : {}),
      }));
      await boss.insert(NAME, jobs, { db: fromPrisma(tx) });
    },
    async findSilent(tx, limit) {
      await withoutNestedLoops(tx);
      const rows = await tx.$queryRaw<Found[]>`
        SELECT email."id", email."category" FROM "Email" email
         WHERE email."id" IN (
                 SELECT (job.data->>'emailId')::uuid FROM pgboss.job job
                  WHERE job.name = ${NAME} AND job.state = 'active'
                    AND job.heartbeat_on < now() - make_interval(secs => ${SILENT_SECONDS}::int))
           AND email."status" IN ('scheduled', 'queued')
           AND (email."notBefore" IS NULL OR email."notBefore" <= now())
           AND NOT EXISTS (SELECT 1 FROM "Project" project
                            WHERE project."id" = email."projectId" AND project."sendingPausedAt" IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM pgboss.job job
                            WHERE job.name = ${NAME} AND job.state IN ('created', 'retry')
                              AND job.data->>'emailId' = email."id"::text)
         ORDER BY email."id" LIMIT ${limit} FOR UPDATE OF email SKIP LOCKED`;
      return rows.map(toWakeUp);
    },
    async findWithoutJob(tx, overdueSeconds, limit) {
      await withoutNestedLoops(tx);
      const rows = await tx.$queryRaw<Found[]>`
        WITH job AS MATERIALIZED (
          SELECT (job.data->>'emailId')::uuid AS "emailId" FROM pgboss.job job
           WHERE job.name = ${NAME} AND job.state IN ('created', 'retry', 'active'))
        SELECT email."id", email."category" FROM "Email" email
         WHERE email."status" IN ('scheduled', 'queued')
           AND COALESCE(email."notBefore", email."updatedAt") < now() - make_interval(secs => ${overdueSeconds}::int)
           AND NOT EXISTS (SELECT 1 FROM "Project" project
                            WHERE project."id" = email."projectId" AND project."sendingPausedAt" IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM job WHERE job."emailId" = email."id")
         ORDER BY email."id" LIMIT ${limit} FOR UPDATE OF email SKIP LOCKED`;
      return rows.map(toWakeUp);
    },
    async work(batchSize, deliver) {
      await boss.work(
        NAME,
        // NOTIFY does not wake retries and delayed jobs; polling every second bounds how late they are.
        {
          batchSize,
          burstWhenBatchFull: true,
          localConcurrency: 2,
          heartbeatRefreshSeconds: HEARTBEAT_EVERY_SECONDS,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 1,
        },
        async (jobs) => {
          try {
            await deliver(jobs.map((job) => payload.parse(job.data).emailId));
          } catch (error) {
            // pg-boss stores what a handler throws, message and all.
            throw new Error(nameOf(error));
          }
        },
      );
    },
    stop: () => {
      stopping ??= boss.stop({ graceful: true, timeout: 30_000 });
      return stopping;
    },
  };
}
