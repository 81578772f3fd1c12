import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({
  MailFromDomain: z.string().optional(),
  BehaviorOnMxFailure: z.enum(['USE_DEFAULT_VALUE', 'REJECT_MESSAGE']).default('USE_DEFAULT_VALUE'),
});

export const putEmailIdentityMailFromAttributes: Operation = {
  name: 'PutEmailIdentityMailFromAttributes',
  method: 'put',
  path: '/v2/email/identities/:identity/mail-from',
  run({ params, body }, { identities }) {
    const { MailFromDomain, BehaviorOnMxFailure } = parseInput(input, body);
    const identity = identities.get(params.identity ?? '');
    identity.mailFrom = {
      domain: MailFromDomain || undefined,
      // The records of a new domain have to be found first.
      status: 'PENDING',
      onMxFailure: BehaviorOnMxFailure,
    };
    return { json: {} };
  },
};
