import { notFound } from '../../http/aws-error.ts';
import { inSeconds } from '../in-seconds.ts';
import type { Operation } from '../operation.ts';

export const getSuppressedDestination: Operation = {
  name: 'GetSuppressedDestination',
  method: 'get',
  path: '/v2/email/suppression/addresses/:address',
  run({ params }, { suppression }) {
    const address = params.address ?? '';
    const entry = suppression.get(address);
    if (!entry) throw notListed(address);
    const { emailAddress, reason, lastUpdateTime, messageId, feedbackId } = entry;
    const attributes =
      messageId === undefined ? {} : { Attributes: { MessageId: messageId, FeedbackId: feedbackId } };
    return {
      json: {
        SuppressedDestination: {
          EmailAddress: emailAddress,
          Reason: reason,
          LastUpdateTime: inSeconds(lastUpdateTime),
          ...attributes,
        },
      },
    };
  },
};

export function notListed(address: string) {
  return notFound(`Email address ${address} does not exist on your suppression list.`);
}
