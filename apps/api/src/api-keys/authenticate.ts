import { type ApiKeyScope, apiKeyScope } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { hashKey } from './api-key.ts';
import { countRequest, explainRefusal } from './count-request.ts';

/** Who makes a request. `developer` is the one person at a laptop (see `http/access.ts`). */
export type Caller =
  | { kind: 'nobody' }
  | {
      kind: 'key';
      keyId: string;
      projectId: string;
      actor: string;
      scopes: readonly ApiKeyScope[];
      /** Its own rate, or the service's. */
      perSecond: number;
    }
  | { kind: 'developer'; projectId: string; actor: string; scopes: readonly ApiKeyScope[] };

/**
 * Finds the key and counts the calls of the request against its rate.
 * @throws ApiError `unauthenticated` when the key is unknown or revoked, `rate_limited` when it makes too many requests.
 */
export async function authenticateKey(
  context: Context,
  authorization: string,
  calls: number,
): Promise<Caller> {
  const key = /^Bearer (cp_[A-Za-z0-9_-]{43})$/.exec(authorization)?.[1];
  if (!key)
    throw new ApiError('unauthenticated', 'The Authorization header must be "Bearer cp_…" with a whole key.');
  const hash = hashKey(key);
  const row = await countRequest(context, hash, calls);
  if (!row) throw await explainRefusal(context, hash);
  return {
    kind: 'key',
    keyId: row.id,
    projectId: row.projectId,
    actor: `key:${row.id}`,
    scopes: z.array(apiKeyScope).parse(row.scopes),
    perSecond: row.perSecond,
  };
}

/** For streams, which outlive the request that was authenticated. @throws ApiError `unauthenticated` once the key is revoked */
export async function requireStillActive({ database }: Context, caller: Caller): Promise<void> {
  if (caller.kind !== 'key') return;
  const active = await database.prisma.apiKey.count({ where: { id: caller.keyId, revokedAt: null } });
  if (active === 0) throw new ApiError('unauthenticated', 'This API key was revoked.');
}
