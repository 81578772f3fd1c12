import type { Context } from '../context.ts';
import { idOf, nameOf } from '../loggable.ts';
import { callEndpoint } from './call-endpoint.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { readRetryAfterMs } from './retry-schedule.ts';
import { openSecrets, signWebhook } from './secrets.ts';
import { type DeliveryResult, releaseDelivery, settleDelivery } from './settle-delivery.ts';

const TIMEOUT_MS = 15_000;
/** 429 Too Many Requests and 503 Service Unavailable ask for a pause and may say how long. */
const ASKING_FOR_A_PAUSE: readonly number[] = [429, 503];

/** One signed call of a claimed delivery, and what it came to written down. `interrupt` ends the call; then it is for another process. */
export async function deliverWebhook(
  context: Context,
  claim: ClaimedDelivery,
  interrupt: AbortSignal,
): Promise<void> {
  const result = await attempt(context, claim, interrupt);
  if (result === 'interrupted') await releaseDelivery(context, claim);
  else await settleDelivery(context, claim, result);
}

async function attempt(
  context: Context,
  claim: ClaimedDelivery,
  interrupt: AbortSignal,
): Promise<DeliveryResult | 'interrupted'> {
  const body = JSON.stringify({
    type: claim.type,
    timestamp: claim.occurredAt.toISOString(),
    data: claim.data,
  });
  let signed: Record<string, string>;
  try {
    const secrets = await openSecrets(context, { id: claim.endpointId, sealedSecrets: claim.sealedSecrets });
    signed = signWebhook(secrets, { id: claim.messageId, body }, context.now());
  } catch (error) {
    // Altered, or its key cannot be loaded now: either way nothing can be signed, and it is tried again like the rest.
    context.logger.error(
      { endpoint: idOf(claim.endpointId), error: nameOf(error) },
      'A webhook could not be signed',
    );
    return { delivered: false, error: 'secret_unreadable', status: null, pauseMs: undefined };
  }
  const answer = await callEndpoint({
    url: claim.url,
    headers: { 'content-type': 'application/json', 'user-agent': 'Carepost-Webhooks/1', ...signed },
    body,
    allowPrivate: context.config.webhooks.allowPrivate,
    signal: interrupt,
    timeoutMs: TIMEOUT_MS,
  });
  switch (answer.kind) {
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return { delivered: false, error: answer.error, status: null, pauseMs: undefined };
    case 'answered': {
      const { status, retryAfter } = answer;
      if (status >= 200 && status < 300) return { delivered: true, status };
      const pauseMs = ASKING_FOR_A_PAUSE.includes(status)
        ? readRetryAfterMs(retryAfter, context.now())
        : undefined;
      return {
        delivered: false,
        error: status >= 300 && status < 400 ? 'redirect' : 'status',
        status,
        pauseMs,
      };
    }
    default:
      return answer satisfies never;
  }
}
