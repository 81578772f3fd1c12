import { z } from 'zod';
import { suppressionReason } from '../../suppression/suppression-list.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ SuppressedReasons: z.array(suppressionReason).default([]) });

export const putAccountSuppressionAttributes: Operation = {
  name: 'PutAccountSuppressionAttributes',
  method: 'put',
  path: '/v2/email/account/suppression',
  run({ body }, { account }) {
    account.change({ suppressedReasons: parseInput(input, body).SuppressedReasons });
    return { json: {} };
  },
};
