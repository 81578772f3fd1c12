import { z } from 'zod';
import { appendAuditEntries } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { rollUpEmail } from '../delivery/roll-up-email.ts';
import { exactObject } from '../exact-object.ts';
import { noteForeignAccess } from './note-foreign-access.ts';

export const settleHeldInput = exactObject({
  ids: z.array(z.uuid().toLowerCase()).min(1).max(1000),
  verdict: z
    .enum(['sent', 'failed'])
    .describe(
      'What a person found out: `sent` when it arrived, `failed` to give it up. To send again: resend',
    ),
});

/**
 * A person decides what nobody else can: whether held emails were sent. Ids that are not held (any more: an event may have
 * been faster) are answered as such and stay as they are.
 */
export async function settleHeld(
  context: Context,
  caller: { projectId: string; actor: string },
  { ids, verdict }: z.output<typeof settleHeldInput>,
): Promise<{ settled: string[]; notHeld: string[] }> {
  const settled: string[] = [];
  for (let rest = [...new Set(ids)]; rest.length > 0; rest = rest.slice(BATCH)) {
    settled.push(...(await settleBatch(context, caller, rest.slice(0, BATCH), verdict)));
  }
  const notHeld = ids.filter((id) => !settled.includes(id));
  await noteForeignAccess(context, caller, notHeld);
  return { settled, notHeld };
}

/** Emails in one transaction. */
const BATCH = 100;

async function settleBatch(
  context: Context,
  caller: { projectId: string; actor: string },
  ids: readonly string[],
  verdict: 'sent' | 'failed',
): Promise<string[]> {
  const { database, live, now } = context;
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Email" WHERE "id" = ANY(${[...ids]}::uuid[]) AND "projectId" = ${caller.projectId}::uuid AND "status" = 'held'
       ORDER BY "id" FOR UPDATE`;
    const held = rows.map(({ id }) => id);
    const at = now();
    await tx.recipient.updateMany({
      where: { emailId: { in: held }, status: 'held' },
      data: { status: verdict, updatedAt: at },
    });
    for (const id of held) await rollUpEmail(tx, id, {}, at);
    await appendAuditEntries(
      context,
      tx,
      caller.projectId,
      held.map((target) => ({ actor: caller.actor, action: `email.settled_${verdict}`, target })),
    );
    await live.emailChanged(tx, ...held);
    return held;
  });
}
