import { createRegistry } from '@carepost/template-kit';
import { appointmentReminder } from './appointment-reminder/index.ts';
import { confirmSubscription } from './confirm-subscription/index.ts';
import { passwordReset } from './password-reset/index.ts';
import { prescriptionNotification } from './prescription-notification/index.ts';
import { welcome } from './welcome/index.ts';
import { wellnessNewsletter } from './wellness-newsletter/index.ts';

/** Every template there is. A template that is not listed here does not exist for the API and the studio. */
export const registry = createRegistry([
  welcome,
  passwordReset,
  appointmentReminder,
  prescriptionNotification,
  confirmSubscription,
  wellnessNewsletter,
]);
