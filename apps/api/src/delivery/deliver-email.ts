import { setTimeout as wait } from 'node:timers/promises';
import type { OutgoingMessage } from '@carepost/mailer';
import type { Semaphore } from 'async-mutex';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { openAttachments } from '../emails/attachments.ts';
import { openEmail } from '../emails/sealed-email.ts';
import { idOf, nameOf } from '../loggable.ts';
import { callTransport } from './call-transport.ts';
import { chooseTransport } from './choose-transport.ts';
import { composeOutgoing } from './compose-outgoing.ts';
import { dropSuppressed } from './drop-suppressed.ts';
import { handleTrouble } from './handle-trouble.ts';
import type { Claim } from './lease.ts';
import { markSending } from './mark-sending.ts';
import { releaseEmail } from './release-email.ts';
import { reserveSendRate } from './send-rate.ts';
import { settleAttempt } from './settle-attempt.ts';

/** What one worker process is doing. */
export type WorkerState = {
  /** Claims held; their leases are renewed. */
  claims: Set<Claim>;
  /** Aborted when the worker drains: what has not been handed to the provider goes back to the queue. */
  draining: AbortSignal;
  /** Bytes of files that may be open in this process at once; left out, as many as there are. */
  files?: Semaphore;
};

/** How long before its turn an email is marked and its connection made, so that these do not make the call late. */
const MARK_AHEAD_MS = 250;
const AFTER_FAILED_MARK_MS = 1_000;

/** One claimed email: compose, reserve, mark, call, settle. Rejects when the database cannot be written to. */
export async function deliverEmail(
  context: Context,
  state: WorkerState,
  email: Email,
  claim: Claim,
): Promise<void> {
  const prepared = await prepare(context, email, claim);
  if (!prepared) return;
  const { message, recipientCount } = prepared;

  const transport = await chooseTransport(context, email);
  const rate = await reserveSendRate({ ...context, transport }, recipientCount);
  if (!rate.granted) {
    await releaseEmail(context, email, claim, { delayMs: rate.retryAfterMs });
    return;
  }
  try {
    const aheadMs = rate.turn.at - performance.now() - MARK_AHEAD_MS;
    await wait(Math.max(0, aheadMs), undefined, { signal: state.draining });
  } catch {
    await releaseEmail(context, email, claim);
    return;
  }
  // Files are opened last, and a few at a time: they are large, and emails may wait long for the rate.
  const [, closeFiles] = (await acquire(state, prepared.fileBytes)) ?? [];
  try {
    const attachments = await openFiles(context, email, claim, prepared.files);
    if (!attachments) return;
    const facts = {
      transport: transport.name,
      recipientCount,
      contentHash: context.sealing.contentHash(message),
    };
    if (!(await markOrPutBack(context, email, claim, facts))) return;
    const outgoing = { ...message, attachments };
    const result = await callTransport(context, transport, email, claim, outgoing, rate.turn);
    await insist(() => settleAttempt(context, claim, result));
  } finally {
    closeFiles?.();
  }
}

type Prepared = { message: OutgoingMessage; recipientCount: number; files: number; fileBytes: number };

/** Opens, drops who is suppressed, composes. Undefined when the email was dealt with otherwise. */
async function prepare(context: Context, email: Email, claim: Claim): Promise<Prepared | undefined> {
  try {
    const content = await openEmail(context, email);
    const recipients = await dropSuppressed(context, email, claim);
    if (recipients.length === 0) return undefined;
    return {
      message: await composeOutgoing(context, email, claim, content, recipients),
      recipientCount: recipients.length,
      files: content.attachments.length,
      fileBytes: content.attachments.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } catch (error) {
    await handleTrouble(context, email, claim, error);
    return undefined;
  }
}

/** Of all files together; one email may take all of it and never more. */
export const MOST_OPEN_FILE_BYTES = 64 * 1024 * 1024;

async function acquire({ files }: WorkerState, bytes: number) {
  return bytes === 0 ? undefined : files?.acquire(Math.min(bytes, MOST_OPEN_FILE_BYTES));
}

async function openFiles(context: Context, email: Email, claim: Claim, expected: number) {
  try {
    return await openAttachments(context, email.id, expected);
  } catch (error) {
    await handleTrouble(context, email, claim, error);
    return undefined;
  }
}

/** Marks, or puts back what may not leave. Nothing has left when marking fails, so that must not look as if nobody knew. */
async function markOrPutBack(
  context: Context,
  email: Email,
  claim: Claim,
  facts: Parameters<typeof markSending>[3],
): Promise<boolean> {
  try {
    if (await markSending(context, email, claim, facts)) return true;
  } catch (error) {
    context.logger.warn(
      { email: idOf(email.id), error: nameOf(error) },
      'An email could not be marked; nothing has left',
    );
    const retryAt = new Date(context.now().getTime() + AFTER_FAILED_MARK_MS);
    await insist(() => settleAttempt(context, claim, { outcome: 'not_sent', error: 'lease_lost', retryAt }));
    return false;
  }
  await releaseEmail(context, email, claim);
  return false;
}

const INSIST_MS = [100, 300, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

// What the provider said is known to this process alone: a database that is away for a moment must not turn it into
// `unknown`. The claim is held meanwhile, and the worker waits for it before it stops.
async function insist(write: () => Promise<void>): Promise<void> {
  for (const pause of INSIST_MS) {
    try {
      return await write();
    } catch {
      await wait(pause);
    }
  }
  await write();
}
