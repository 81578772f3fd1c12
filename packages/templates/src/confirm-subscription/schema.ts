import { dateTime, link, text } from '@carepost/template-kit';
import { z } from 'zod';

export const confirmSubscriptionProps = z.object({
  confirmUrl: link().describe('The page where the subscription is confirmed'),
  expiresAt: dateTime({
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).describe('When the link stops working'),
  topic: text({ max: 100 }).optional().describe('What was subscribed to, such as "Wellness letter"'),
});
