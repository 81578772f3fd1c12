import { category, type EmailStats, emailStatus, statsDimension } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Prisma } from '../database/generated/client.ts';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { placeZoneInput } from '../locale-input.ts';
import { lowestIdAt } from './id-range.ts';
import { moment } from './moment-input.ts';

const MAX_BUCKETS = 1000;
const HOUR_MS = 60 * 60 * 1000;

export const statsInput = exactObject({
  since: moment.describe('Emails accepted from this time on'),
  until: moment.describe('Emails accepted before this time'),
  interval: z.enum(['hour', 'day']),
  groupBy: z
    .array(statsDimension)
    .max(statsDimension.options.length)
    .refine((by) => new Set(by).size === by.length, 'must name each once')
    .default(['status'])
    .describe('What counts are told apart by'),
  timeZone: placeZoneInput.default('UTC').describe('IANA; where days and hours begin'),
});
type StatsInput = z.output<typeof statsInput>;

/** Counts accepted emails by hour or day. Ids are times, so the primary order of the log serves it. */
export async function readStats(
  { database }: Context,
  projectId: string,
  { since, until, interval, groupBy, timeZone }: StatsInput,
): Promise<EmailStats> {
  const [from, to] = [new Date(since), new Date(until)];
  const span = to.getTime() - from.getTime();
  if (span <= 0) throw new ApiError('invalid_input', 'until must be after since.', { field: 'until' });
  if (span > MAX_BUCKETS * (interval === 'hour' ? HOUR_MS : 24 * HOUR_MS)) {
    const sentence = `since must be at most ${MAX_BUCKETS} ${interval}s before until.`;
    throw new ApiError('invalid_input', sentence, { field: 'since' });
  }
  const columns = groupBy.map((name) => Prisma.raw(`"${name}"`));
  const list = columns.length === 0 ? Prisma.empty : Prisma.sql`, ${Prisma.join(columns)}`;
  const counted = await database.prisma.$queryRaw`
    SELECT date_trunc(${interval}, "createdAt", ${timeZone}) AS "start", count(*)::int AS "emails"${list}
      FROM "Email"
     WHERE "projectId" = ${projectId}::uuid
       AND "id" >= ${lowestIdAt(from)}::uuid AND "id" < ${lowestIdAt(to)}::uuid
     GROUP BY 1${list} ORDER BY 1${list}`.catch((error: unknown) => {
    throw explainUnknownZone(error);
  });
  const rows = z.array(row).parse(counted);
  const buckets = new Map<string, EmailStats['buckets'][number]>();
  for (const { start, ...count } of rows) {
    const key = start.toISOString();
    const bucket = buckets.get(key) ?? { start: key, total: 0, counts: [] };
    bucket.total += count.emails;
    bucket.counts.push(count);
    buckets.set(key, bucket);
  }
  return { buckets: [...buckets.values()] };
}

// PostgreSQL's own list of zones may be older than the runtime's.
function explainUnknownZone(error: unknown): unknown {
  if (!invalidParameter.safeParse(error).success) return error;
  const sentence = 'timeZone is not known to the database: use another name of the zone.';
  return new ApiError('invalid_input', sentence, { field: 'timeZone', cause: error });
}

/** SQLSTATE `invalid_parameter_value`; the zone is the only parameter that can be. */
const invalidParameter = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.literal('22023') }) }) }),
});

const row = z.object({
  start: z.date(),
  emails: z.int(),
  template: z.string().optional(),
  category: category.optional(),
  status: emailStatus.optional(),
});
