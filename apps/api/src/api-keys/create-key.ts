import type { ApiKeyScope } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { generateKey } from './api-key.ts';

/** Makes a key. What comes back is the only time it is seen whole. */
export async function createKey(
  context: Pick<Context, 'database' | 'sealing' | 'now'>,
  owner: { projectId: string; actor: string },
  wish: { name: string; scopes: readonly ApiKeyScope[]; perSecond?: number | undefined },
): Promise<{ id: string; key: string }> {
  const { key, prefix, hash } = generateKey();
  const id = uuidv7();
  await context.database.transaction(async (tx) => {
    await tx.apiKey.create({
      data: {
        id,
        projectId: owner.projectId,
        name: wish.name,
        prefix,
        hash,
        scopes: [...wish.scopes],
        perSecond: wish.perSecond ?? null,
        createdAt: context.now(),
      },
    });
    await appendAuditEntry(context, tx, { ...owner, action: 'api_key.created', target: id });
  });
  return { id, key };
}
