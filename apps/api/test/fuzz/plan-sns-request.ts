import { randomUUID } from 'node:crypto';
import { sesEventType } from '@carepost/contracts';
import { hostileKeys, hostileValues } from './hostile-values.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateValue } from './mutate-value.ts';
import type { Plan } from './plan-request.ts';
import type { Random } from './random.ts';
import type { RawRequest } from './raw-request.ts';

type Envelope = Record<string, unknown>;
/** Signs a message as the topic does: with SNS's own fields it becomes one of ours, whatever it says. */
export type SignSns = (envelope: Envelope) => Envelope;

/** What may come to `POST /webhooks/ses`: genuine envelopes around any record, envelopes changed before and after signing. */
export function planSnsRequest(random: Random, plan: Plan): RawRequest {
  const record = recordOf(random, plan);
  const told = random.chance(0.75) ? mutateValue(random, record) : record;
  const message = random.chance(0.1)
    ? mutateBytes(random, JSON.stringify(told)).toString()
    : (JSON.stringify(told) ?? '');
  const envelope: Envelope = {
    Type: random.chance(0.9)
      ? 'Notification'
      : random.pick(['UnsubscribeConfirmation', 'SubscriptionConfirmation']),
    MessageId: randomUUID(),
    TopicArn: plan.topicArn,
    Message: message,
    Timestamp: new Date().toISOString(),
    SignatureVersion: random.pick(['1', '2']),
  };
  const [signed, how] = signedOrNot(random, plan.sign, envelope);
  const text = JSON.stringify(signed) ?? '';
  return {
    label: `SNS ${how}`,
    method: 'POST',
    path: '/webhooks/ses',
    headers: [
      ['host', plan.host],
      ['content-type', random.pick(['text/plain; charset=UTF-8', 'application/json'])],
    ],
    body: random.chance(0.05) ? mutateBytes(random, text) : Buffer.from(text),
  };
}

function signedOrNot(random: Random, sign: SignSns, envelope: Envelope): [unknown, string] {
  const field = random.pick(['MessageId', 'Timestamp', 'Subject', 'Message', 'Token']);
  const value = random.pick(hostileValues);
  switch (random.below(6)) {
    case 0:
      return [mutateValue(random, sign(envelope)), 'changed after signing'];
    case 1:
      return [sign({ ...envelope, [field]: value }), `signed with another ${field}`];
    case 2:
      return [sign({ ...envelope, [random.pick(hostileKeys)]: value }), 'signed with another key'];
    default:
      return [sign(envelope), 'signed'];
  }
}

function recordOf(random: Random, { emails, known }: Plan): Record<string, unknown> {
  const { id, to } = random.pick(emails);
  const at = new Date().toISOString();
  const address = random.chance(0.7) ? to : 'zq7canary@example.com';
  const people = [
    { emailAddress: address, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; zq7canary' },
  ];
  return {
    eventType: random.pick(sesEventType.options),
    mail: {
      timestamp: at,
      messageId: random.chance(0.5) ? 'zq7canary' : randomUUID(),
      destination: [address],
      ...(random.chance(0.8)
        ? {
            tags: {
              attempt_id: [`${random.chance(0.7) ? id : random.pick(known.id ?? ['x'])}_1`],
              email_id: [id],
            },
          }
        : {}),
    },
    delivery: { timestamp: at, recipients: [address] },
    bounce: {
      bounceType: random.pick(['Permanent', 'Transient', 'Undetermined']),
      bounceSubType: 'General',
      bouncedRecipients: people,
      timestamp: at,
      feedbackId: 'zq7canary',
    },
    complaint: { complainedRecipients: people, timestamp: at, complaintFeedbackType: 'abuse' },
    deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: people, timestamp: at },
  };
}
