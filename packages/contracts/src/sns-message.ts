import { z } from 'zod';

const common = {
  MessageId: z.string().min(1).max(256),
  TopicArn: z.string().max(512),
  Message: z.string(),
  Timestamp: z.iso.datetime({ offset: true }),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.base64(),
  SigningCertURL: z.string().max(2048),
};

const subscription = { Token: z.string().min(1), SubscribeURL: z.string().max(2048) };

/**
 * A message as SNS posts it to an HTTPS endpoint.
 * Source: Amazon SNS Developer Guide, "Parsing Amazon SNS message formats".
 */
export const snsMessage = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...common, Subject: z.string().optional() }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...common, ...subscription }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...common, ...subscription }),
]);
export type SnsMessage = z.infer<typeof snsMessage>;

/**
 * The bytes SNS signs: `Name\nvalue\n` for the listed fields, in this order.
 * Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 */
export function snsStringToSign(message: Omit<SnsMessage, 'Signature'>): string {
  const names =
    message.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  const fields = new Map(Object.entries(message));
  return names
    .filter((name) => typeof fields.get(name) === 'string')
    .map((name) => `${name}\n${fields.get(name)}\n`)
    .join('');
}
