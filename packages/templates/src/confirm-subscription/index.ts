import { defineTemplate } from '@carepost/template-kit';
import { ConfirmSubscription } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { confirmSubscriptionProps } from './schema.ts';

export const confirmSubscription = defineTemplate({
  id: 'confirm-subscription',
  title: 'Confirm subscription',
  description: 'Asks whoever reads an address whether they want the news that was subscribed to with it.',
  category: 'transactional',
  props: confirmSubscriptionProps,
  // Whoever typed the address into a form is a stranger: neither line repeats anything they wrote.
  subject: () => 'Please confirm your subscription',
  preheader: ({ expiresAt }) => `The link works until ${expiresAt}. Was it not you? Then do nothing.`,
  allow: [{ kind: 'date', in: ['body'], because: 'When the link stops working; no day of care.' }],
  // Someone waits for it, and the same link twice does no harm.
  onUnknown: 'resend',
  component: ConfirmSubscription,
  fixtures,
});
