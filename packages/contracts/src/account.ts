import { z } from 'zod';
import { transportName } from './transport-name.ts';

/** The sending account as the provider describes it. Quotas count recipients, per region. */
export const accountStatus = z.object({
  transport: transportName,
  simulated: z.boolean().describe('True when the local simulator stands in for AWS'),
  region: z.string().nullable(),
  reachable: z.boolean(),
  sandbox: z.boolean().nullable().describe('In the sandbox only verified addresses receive mail'),
  sendingEnabled: z.boolean().nullable(),
  enforcement: z.string().nullable().describe('HEALTHY, PROBATION or SHUTDOWN'),
  quota: z
    .object({
      max24Hours: z.number().describe('Recipients in 24 hours; −1 is unlimited'),
      sentLast24Hours: z.number(),
      maxPerSecond: z.number().describe('Recipients a second'),
    })
    .nullable(),
  problem: z.string().nullable().describe('Why the account could not be read or may not send, with the fix'),
});
export type AccountStatus = z.infer<typeof accountStatus>;

/** The account as a project sees it. */
export const sendingStatus = accountStatus.extend({
  pausedSince: z.iso.datetime().nullable().describe('Since when an operator has paused this project, if so'),
});
export type SendingStatus = z.infer<typeof sendingStatus>;
