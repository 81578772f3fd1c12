import { type SnsMessage, sesEvent, snsMessage } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { idOf, ownText } from '../loggable.ts';
import { applyEvent } from './apply-event.ts';
import { archiveRecord } from './archive-record.ts';
import { createFetchFromSns } from './fetch-from-sns.ts';
import { createSnsCertificates } from './sns-certificates.ts';
import { SnsRefusedError, verifySns } from './verify-sns.ts';

/** What became of a message; SNS delivers it again unless it is taken in. */
export type Received = 'applied' | 'repeated' | 'confirmed' | 'ignored';

/**
 * Takes in what SNS posts: confirms subscriptions of listed topics and applies SES events, each SNS message once.
 * @throws SnsRefusedError for what does not come from a topic of ours; nothing is fetched for it.
 * @throws CertificateUnavailableError when SNS cannot be asked whether it does
 */
export function createSnsReceiver(
  context: Context,
  {
    anyAge = false,
  }: { /** SQS keeps messages for days; over HTTPS an old one is a replay. */ anyAge?: boolean } = {},
): (body: unknown) => Promise<Received> {
  const fetchFromSns = createFetchFromSns(context.config);
  const certificateOf = createSnsCertificates(fetchFromSns, () => context.now().getTime());
  const topicArns = trustedTopics(context);

  return async (body) => {
    const parsed = snsMessage.safeParse(body);
    if (!parsed.success) throw new SnsRefusedError('not an SNS message');
    const message = parsed.data;
    await verifySns(message, { topicArns, now: context.now(), certificateOf, anyAge });
    switch (message.Type) {
      case 'SubscriptionConfirmation':
        await fetchFromSns(new URL(message.SubscribeURL));
        context.logger.info({ topic: ownText(message.TopicArn) }, 'SNS subscription confirmed');
        return 'confirmed';
      case 'UnsubscribeConfirmation':
        context.logger.warn({ topic: ownText(message.TopicArn) }, 'SNS no longer sends events here');
        return 'ignored';
      case 'Notification':
        return takeIn(context, message);
      default:
        return message satisfies never;
    }
  };
}

async function takeIn(context: Context, message: SnsMessage): Promise<Received> {
  // A look before the transaction: what a topic repeats many times should cost little.
  const known = await context.database.prisma.receivedMessage.count({
    where: { messageId: message.MessageId },
  });
  if (known > 0) return 'repeated';
  const record = parseJson(message.Message);
  const event = sesEvent.safeParse(record);
  const archive = archiveRecord(record);
  const received = await context.database.transaction(async (tx) => {
    const { count } = await tx.receivedMessage.createMany({
      data: [
        { messageId: message.MessageId, receivedAt: context.now(), ...(archive ? { record: archive } : {}) },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return 'repeated';
    if (!event.success) return 'ignored';
    await applyEvent(context, tx, event.data);
    return 'applied';
  });
  if (received === 'ignored') {
    // SES writes a line of plain text to a topic that was just connected. A record about a message that we cannot read is
    // another matter: nothing is known of that message then but what the archive keeps.
    const level = aboutAMessage.safeParse(record).success ? 'error' : 'info';
    context.logger[level](
      { snsMessageId: idOf(message.MessageId) },
      'An SNS message is not an SES event that Carepost knows',
    );
  }
  return received;
}

const aboutAMessage = z.looseObject({ mail: z.looseObject({}) });

/** The simulator's topic is trusted with the simulator only. */
function trustedTopics({ config }: Context): readonly string[] {
  if (config.provider.kind !== 'simulator') return config.sesTopicArns;
  return [...config.sesTopicArns, `arn:aws:sns:${config.provider.region}:000000000000:carepost-events`];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
