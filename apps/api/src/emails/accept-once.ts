import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { ApiError } from '../errors.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';
import { canonicalJson } from './canonical-json.ts';

/** A request with an idempotency key. `body` is everything that makes it this request, the procedure's name included. */
export type KeyedRequest = { projectId: string; key: string; body: unknown };

/** What a request comes to. Without `store` nothing was accepted, so there is nothing to remember either. */
type Prepared<T> = { answer: T; store?: (tx: Transaction) => Promise<void> };

/**
 * Accepts what `prepare` makes, in one transaction. With a key the same request is accepted once however often and however
 * much at once it comes, and every answer is the first one. A refused request stores nothing, so it may be put right and
 * sent again under its key.
 * @throws ApiError `idempotency_conflict` for a key that was used for another request.
 */
export async function acceptOnce<T>(
  context: Context,
  request: KeyedRequest | undefined,
  answerSchema: z.ZodType<T>,
  prepare: () => Promise<Prepared<T>>,
): Promise<T> {
  if (!request) {
    const { answer, store } = await prepare();
    if (store) await context.database.transaction(store);
    return answer;
  }
  const { sealing, database } = context;
  const { projectId } = request;
  const keyIndex = sealing.keyedHash(`idempotency-key\n${projectId}\n${request.key}`);
  const bodyHash = sealing.keyedHash(`idempotency-body\n${canonicalJson(request.body)}`);
  const place = placeOf(sealedColumns.idempotencyKey, { projectId, keyIndex });
  const where = { projectId_keyIndex: { projectId, keyIndex } };
  const replay = async (row: { bodyHash: Uint8Array; sealedAnswer: Uint8Array }): Promise<T> => {
    if (!Buffer.from(row.bodyHash).equals(bodyHash)) {
      const sentence =
        'idempotencyKey was used for a request with another body: use a new key for a new request.';
      throw new ApiError('idempotency_conflict', sentence, { field: 'idempotencyKey' });
    }
    return answerSchema.parse(await sealing.open(place, row.sealedAnswer));
  };

  // Before anything is composed or checked: a repetition is answered as the first time, whatever has changed since.
  const known = await database.prisma.idempotencyKey.findUnique({ where });
  if (known) return replay(known);
  const { answer, store } = await prepare();
  if (!store) return answer;
  const sealedAnswer = sealing.seal(place, answer);
  const first = await database.transaction(async (tx) => {
    // Waits for another request that holds the key, and writes nothing if that one commits.
    const inserted = await tx.$executeRaw`
      INSERT INTO "IdempotencyKey" ("projectId", "keyIndex", "bodyHash", "sealedAnswer", "createdAt")
      VALUES (${projectId}::uuid, ${keyIndex}, ${bodyHash}, ${sealedAnswer}, ${context.now()})
      ON CONFLICT DO NOTHING`;
    if (inserted === 0) return tx.idempotencyKey.findUniqueOrThrow({ where });
    await store(tx);
    return undefined;
  });
  return first ? replay(first) : answer;
}
