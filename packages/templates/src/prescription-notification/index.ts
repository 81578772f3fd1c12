import { defineTemplate } from '@carepost/template-kit';
import { PrescriptionNotification } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { prescriptionNotificationProps } from './schema.ts';

export const prescriptionNotification = defineTemplate({
  id: 'prescription-notification',
  title: 'Prescription notification',
  description: 'Tells a patient that a prescription can be picked up.',
  category: 'notification',
  props: prescriptionNotificationProps,
  subject: ({ readyAt }) => (readyAt ? 'A prescription will be ready soon' : 'A prescription is ready'),
  preheader: ({ pharmacy }) => `At ${pharmacy}. Sign in to see more.`,
  allow: [{ kind: 'date', in: ['body'], because: 'From when it can be picked up; the body alone says so.' }],
  // Twice the same notice reads like a second prescription: a person decides.
  onUnknown: 'hold',
  component: PrescriptionNotification,
  fixtures,
});
