import { dateTime, link, phi, text } from '@carepost/template-kit';
import { z } from 'zod';

export const appointmentReminderProps = z.object({
  firstName: text({ max: 100 }).describe('First name of the patient'),
  startsAt: dateTime({
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).describe('When the appointment starts'),
  mode: z.enum(['in person', 'video']).describe('How the patient is seen'),
  clinic: text({ max: 120 }).describe(
    'Stands in the subject: use a name that tells nothing about a condition',
  ),
  detailsUrl: link().describe('Where the appointment can be seen, moved or cancelled'),
  reason: phi(text({ max: 200 }))
    .optional()
    .describe('Why the patient is seen; shown in the body only, in a row marked private'),
});
