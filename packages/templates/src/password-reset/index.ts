import { defineTemplate } from '@carepost/template-kit';
import { PasswordReset } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { passwordResetProps } from './schema.ts';

export const passwordReset = defineTemplate({
  id: 'password-reset',
  title: 'Password reset',
  description: 'Brings the one-time link to someone who asked for a new password.',
  category: 'transactional',
  props: passwordResetProps,
  subject: () => 'Choose a new password',
  preheader: ({ expiresAt }) => `The link works until ${expiresAt}. Was it not you? Then do nothing.`,
  allow: [{ kind: 'date', in: ['body'], because: 'When the link stops working; no day of care.' }],
  // Someone waits for it, and the same link twice does no harm.
  onUnknown: 'resend',
  component: PasswordReset,
  fixtures,
});
