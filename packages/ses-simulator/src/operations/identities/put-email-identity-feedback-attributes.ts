import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ EmailForwardingEnabled: z.boolean().default(false) });

export const putEmailIdentityFeedbackAttributes: Operation = {
  name: 'PutEmailIdentityFeedbackAttributes',
  method: 'put',
  path: '/v2/email/identities/:identity/feedback',
  run({ params, body }, { identities }) {
    identities.get(params.identity ?? '').feedbackForwarding = parseInput(input, body).EmailForwardingEnabled;
    return { json: {} };
  },
};
