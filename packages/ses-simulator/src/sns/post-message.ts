import type { SnsMessage } from '@carepost/contracts';

const TIMEOUT_MS = 15_000;

/** `unreachable`: no answer came, the endpoint is down. `refused`: it answered, but not with 2xx, or too late. */
export type PostResult = 'delivered' | 'unreachable' | 'refused';

/** Posts one message as SNS does: JSON under a text content type, redirects not followed, 15 s at most. */
export async function postMessage(
  endpoint: string,
  message: SnsMessage,
  {
    subscriptionArn,
    unsubscribeUrl,
    signal,
  }: { subscriptionArn?: string; unsubscribeUrl?: string; signal: AbortSignal },
): Promise<PostResult> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': message.Type,
        'x-amz-sns-message-id': message.MessageId,
        'x-amz-sns-topic-arn': message.TopicArn,
        ...(subscriptionArn === undefined ? {} : { 'x-amz-sns-subscription-arn': subscriptionArn }),
      },
      body: JSON.stringify(
        unsubscribeUrl === undefined ? message : { ...message, UnsubscribeURL: unsubscribeUrl },
      ),
    });
    await response.arrayBuffer();
    return response.ok ? 'delivered' : 'refused';
  } catch {
    return timeout.aborted ? 'refused' : 'unreachable';
  }
}
