import { dateTime, link, text } from '@carepost/template-kit';
import { z } from 'zod';

export const passwordResetProps = z.object({
  firstName: text({ max: 100 }).describe('First name of the account holder'),
  resetUrl: link().describe('The one-time link that sets a new password'),
  expiresAt: dateTime({
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).describe('When the link stops working'),
  requestedFrom: text({ max: 120 })
    .optional()
    .describe('Device or place of the request, such as "Firefox on Windows"'),
});
