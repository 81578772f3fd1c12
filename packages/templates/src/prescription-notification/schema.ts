import { dateTime, link, phi, text } from '@carepost/template-kit';
import { z } from 'zod';

export const prescriptionNotificationProps = z.object({
  firstName: text({ max: 100 }).describe('First name of the patient'),
  pharmacy: text({ max: 120 }).describe('Where the prescription is picked up'),
  readyAt: dateTime({
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })
    .optional()
    .describe('From when it can be picked up; left out when it is ready now'),
  detailsUrl: link().describe('Where the prescription can be seen after signing in'),
  medication: phi(text({ max: 200 }))
    .optional()
    .describe('Best left out; shown in the body only, in a row marked private'),
});
