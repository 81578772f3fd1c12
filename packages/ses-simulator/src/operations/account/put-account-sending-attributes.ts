import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ SendingEnabled: z.boolean().default(false) });

export const putAccountSendingAttributes: Operation = {
  name: 'PutAccountSendingAttributes',
  method: 'put',
  path: '/v2/email/account/sending',
  run({ body }, { account }) {
    account.change({ sendingEnabled: parseInput(input, body).SendingEnabled });
    return { json: {} };
  },
};
