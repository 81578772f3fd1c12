import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ SigningEnabled: z.boolean().default(false) });

export const putEmailIdentityDkimAttributes: Operation = {
  name: 'PutEmailIdentityDkimAttributes',
  method: 'put',
  path: '/v2/email/identities/:identity/dkim',
  run({ params, body }, { identities }) {
    identities.get(params.identity ?? '').dkim.signingEnabled = parseInput(input, body).SigningEnabled;
    return { json: {} };
  },
};
