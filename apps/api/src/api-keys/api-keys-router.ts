import { apiKeyScope } from '@carepost/contracts';
import { z } from 'zod';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import type { Caller } from './authenticate.ts';
import { createKey } from './create-key.ts';

const at = z.iso.datetime({ offset: true });
const keySummary = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('First characters, to tell keys apart'),
  scopes: z.array(apiKeyScope),
  perSecond: z.number().nullable().describe('Requests a second on average; null: the service’s default'),
  createdAt: at,
  lastUsedAt: at.nullable(),
  revokedAt: at.nullable(),
});

export const apiKeysRouter = router({
  create: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api-keys',
        tags: ['API keys'],
        summary: 'Create a key; it is shown once',
      },
    })
    .input(
      exactObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(100, { abort: true })
          .refine((name) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(name), 'must be plain text on one line'),
        scopes: z
          .array(apiKeyScope)
          .min(1)
          .max(apiKeyScope.options.length)
          .refine((scopes) => new Set(scopes).size === scopes.length, 'must name each scope once'),
        perSecond: z
          .number()
          .min(0.1)
          .max(100_000)
          .optional()
          .describe(
            'Requests a second on average, at most those of the key that asks; ten seconds’ worth may come at once. Default: the service’s',
          ),
      }),
    )
    .output(z.object({ id: z.uuid(), key: z.string() }))
    .mutation(({ ctx, input }) => {
      // Nobody hands on what they do not have: otherwise "manage" would mean everything.
      const more = input.scopes.find((scope) => !ctx.caller.scopes.includes(scope));
      if (more)
        throw new ApiError(
          'missing_scope',
          `scopes may not hold "${more}": the key that asks does not have it.`,
          { field: 'scopes' },
        );
      checkRate(ctx.service, ctx.caller, input.perSecond);
      return createKey(ctx.service, ctx.caller, input);
    }),

  list: scoped('manage')
    .meta({ openapi: { method: 'GET', path: '/api-keys', tags: ['API keys'], summary: 'List keys' } })
    .input(exactObject({}))
    .output(z.object({ keys: z.array(keySummary) }))
    .query(async ({ ctx }) => {
      const rows = await ctx.service.database.prisma.apiKey.findMany({
        where: { projectId: ctx.caller.projectId },
        orderBy: { id: 'asc' },
      });
      return {
        keys: rows.map((row) => ({
          id: row.id,
          name: row.name,
          prefix: row.prefix,
          scopes: z.array(apiKeyScope).parse(row.scopes),
          perSecond: row.perSecond,
          createdAt: row.createdAt.toISOString(),
          lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
          revokedAt: row.revokedAt?.toISOString() ?? null,
        })),
      };
    }),

  revoke: scoped('manage')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api-keys/{id}',
        tags: ['API keys'],
        summary: 'Revoke a key at once',
      },
    })
    .input(exactObject({ id: z.uuid() }))
    .output(z.object({ id: z.uuid() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.service.database.transaction(async (tx) => {
        const { count } = await tx.apiKey.updateMany({
          where: { id: input.id, projectId: ctx.caller.projectId, revokedAt: null },
          data: { revokedAt: ctx.service.now() },
        });
        if (count === 0) throw new ApiError('not_found', 'There is no active API key with this id.');
        await appendAuditEntry(ctx.service, tx, {
          projectId: ctx.caller.projectId,
          actor: ctx.caller.actor,
          action: 'api_key.revoked',
          target: input.id,
        });
      });
      return { id: input.id };
    }),
});

// Otherwise a slow key would be as fast as it likes: through another.
function checkRate({ config }: Context, caller: Caller, wish = config.requestsPerSecond): void {
  if (caller.kind !== 'key' || wish <= caller.perSecond) return;
  const sentence = `perSecond must be at most ${caller.perSecond}: the key that asks may not make more requests itself.`;
  throw new ApiError('missing_scope', sentence, { field: 'perSecond' });
}
