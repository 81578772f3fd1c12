import { emailAddress } from '@carepost/contracts';
import { registry } from '@carepost/templates';
import { z } from 'zod';
import { exactObject } from '../exact-object.ts';
import { localeInput, timeZoneInput } from '../locale-input.ts';
import { oneOrMoreAddresses } from './address-input.ts';
import { attachmentsInput } from './attachment-input.ts';
import { headersInput } from './header-input.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { moment } from './moment-input.ts';

export const MAX_RECIPIENTS = 50;

/** What every frontend sends: `message` is one of the registry's templates with exactly its props. */
export const sendInput = exactObject({
  to: oneOrMoreAddresses(MAX_RECIPIENTS),
  cc: z.array(emailAddress).max(MAX_RECIPIENTS).optional(),
  bcc: z.array(emailAddress).max(MAX_RECIPIENTS).optional(),
  revealRecipients: z
    .boolean()
    .optional()
    .describe('Required when `to` and `cc` name more than one person: they see each other’s addresses'),
  replyTo: oneOrMoreAddresses(5).optional(),
  message: registry.messageInput,
  from: emailAddress.optional().describe('An allowed sender; the default is AWS_SES_FROM_EMAIL'),
  headers: headersInput.optional(),
  attachments: attachmentsInput.optional(),
  sendAt: moment.optional().describe('Not before this time, at most a year ahead; the past means now'),
  expiresAt: moment.optional().describe('What has not left by then never does'),
  locale: localeInput.optional().describe('BCP 47; how dates are written and which way text runs'),
  timeZone: timeZoneInput.optional().describe('IANA; the zone dates are shown in'),
  idempotencyKey: idempotencyKey
    .optional()
    .describe(
      'The same key with the same input answers as the first time; also as the header Idempotency-Key',
    ),
});
export type SendInput = z.output<typeof sendInput>;
