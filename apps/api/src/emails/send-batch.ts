import { apiErrorCode } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { describeInputError } from '../describe-input-error.ts';
import { ApiError, describeError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { createMessageCheck } from '../templates/check-message.ts';
import { acceptOnce } from './accept-once.ts';
import { acceptedEmail } from './create-email.ts';
import { type Draft, draftEmail } from './draft-email.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { sendInput } from './send-input.ts';
import { planEmails, storeEmails } from './store-emails.ts';
import { takeTurns } from './take-turns.ts';

const batchItem = sendInput.omit({ attachments: true, idempotencyKey: true });

/** Items have their exact type for callers and are checked one by one, so that a wrong one does not refuse the others. */
export const batchInput = exactObject({
  emails: z
    .array(z.custom<z.input<typeof batchItem>>(() => true).meta({ override: { type: 'object' } }))
    .min(1)
    .max(1000)
    .describe('1 to 1,000 sends without attachments'),
  idempotencyKey: idempotencyKey.optional().describe('One for the whole batch'),
});

export const batchAnswer = z.object({
  accepted: z.array(acceptedEmail.extend({ index: z.int().nonnegative().describe('Its place in `emails`') })),
  rejected: z.array(
    z.object({
      index: z.int().nonnegative().describe('Its place in `emails`'),
      code: apiErrorCode,
      message: z.string(),
      field: z.string().optional().describe('Within the item, such as message.props.firstName'),
      fix: z.string().optional(),
    }),
  ),
});
type BatchAnswer = z.output<typeof batchAnswer>;

/** Accepts up to 1,000 emails at once: reports the invalid ones and commits the valid ones together. */
export async function sendBatch(
  context: Context,
  projectId: string,
  items: readonly unknown[],
  key: string | undefined,
): Promise<BatchAnswer> {
  const request =
    key === undefined ? undefined : { projectId, key, body: { procedure: 'sendBatch', body: items } };
  return acceptOnce(context, request, batchAnswer, async () => {
    const { drafts, rejected } = await draftAll(context, projectId, items);
    if (drafts.length === 0) return { answer: { accepted: [], rejected } };
    const emails = await planEmails(
      context,
      projectId,
      drafts.map(({ draft }) => draft),
    );
    const accepted = emails.map(({ id, status }, n) => ({ index: drafts[n]?.index ?? n, id, status }));
    return { answer: { accepted, rejected }, store: (tx) => storeEmails(context, tx, emails) };
  });
}

async function draftAll(context: Context, projectId: string, items: readonly unknown[]) {
  const check = createMessageCheck(context);
  const letOthers = takeTurns();
  const drafts: { index: number; draft: Draft }[] = [];
  const rejected: BatchAnswer['rejected'] = [];
  for (const [index, item] of items.entries()) {
    await letOthers();
    try {
      drafts.push({ index, draft: await draftEmail(context, check, projectId, readItem(context, item)) });
    } catch (error) {
      // What nobody foresaw is no item's fault: it refuses the batch.
      if (!(error instanceof ApiError)) throw error;
      rejected.push({ index, ...describeError(error) });
    }
  }
  return { drafts, rejected };
}

function readItem({ registry }: Context, item: unknown): z.output<typeof batchItem> {
  for (const [field, sentence] of Object.entries(notInBatches)) {
    if (typeof item === 'object' && item !== null && Object.hasOwn(item, field)) {
      throw new ApiError('invalid_input', sentence, { field });
    }
  }
  const parsed = batchItem.safeParse(item);
  if (!parsed.success) throw describeInputError(parsed.error, registry.ids);
  return parsed.data;
}

const notInBatches = {
  attachments: 'attachments are not taken in batches: send this email with emails.send.',
  idempotencyKey: 'idempotencyKey belongs to the whole batch, not to one of its emails.',
};
