import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({
  MailType: z.enum(['MARKETING', 'TRANSACTIONAL']),
  WebsiteURL: z.string().min(1).max(1000),
  ContactLanguage: z.enum(['EN', 'JA']).optional(),
  UseCaseDescription: z.string().max(5000).optional(),
  AdditionalContactEmailAddresses: z.array(z.string()).min(1).max(4).optional(),
  ProductionAccessEnabled: z.boolean().optional(),
});

/** The request for production access. AWS reviews it; here somebody grants it through `/_simulator/account`. */
export const putAccountDetails: Operation = {
  name: 'PutAccountDetails',
  method: 'post',
  path: '/v2/email/account/details',
  run({ body }, { account }) {
    const details = parseInput(input, body);
    if (account.state.review === 'PENDING') {
      throw new AwsError(409, 'ConflictException', 'There is already a review in progress for this account.');
    }
    account.request(details);
    return { json: {} };
  },
};
