import { defineTemplate } from '@carepost/template-kit';
import { AppointmentReminder } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { appointmentReminderProps } from './schema.ts';

export const appointmentReminder = defineTemplate({
  id: 'appointment-reminder',
  title: 'Appointment reminder',
  description: 'Reminds a patient of an appointment that is coming up.',
  category: 'transactional',
  props: appointmentReminderProps,
  subject: ({ clinic }) => `Your appointment at ${clinic}`,
  preheader: ({ startsAt }) => startsAt,
  allow: [
    {
      kind: 'date',
      in: ['preheader', 'body'],
      because: 'When to come is the point of a reminder; what for and who stay out of the inbox’s list.',
    },
  ],
  // A second reminder is a nuisance; a missed appointment is worse.
  onUnknown: 'resend',
  component: AppointmentReminder,
  fixtures,
});
