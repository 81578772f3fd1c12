import { z } from 'zod';
import { parseMailbox } from '../../messages/parse-mailbox.ts';
import { suppressionReason } from '../../suppression/suppression-list.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ EmailAddress: z.string().min(1), Reason: suppressionReason });

export const putSuppressedDestination: Operation = {
  name: 'PutSuppressedDestination',
  method: 'put',
  path: '/v2/email/suppression/addresses',
  run({ body }, { suppression, settings }) {
    const { EmailAddress, Reason } = parseInput(input, body);
    const { address } = parseMailbox(EmailAddress);
    suppression.put({ emailAddress: address, reason: Reason, lastUpdateTime: settings.clock() });
    return { json: {} };
  },
};
