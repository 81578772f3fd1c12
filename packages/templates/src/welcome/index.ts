import { defineTemplate } from '@carepost/template-kit';
import { Welcome } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { welcomeProps } from './schema.ts';

export const welcome = defineTemplate({
  id: 'welcome',
  title: 'Welcome',
  description: 'Greets a patient whose account was just opened.',
  category: 'transactional',
  props: welcomeProps,
  // A name beside a clinic's name already tells who is a patient there: it stays out of the subject.
  subject: () => 'Your account is ready',
  preheader: () => 'Welcome. Sign in to see it.',
  // Nothing here is urgent, and two welcomes look careless: a person decides.
  onUnknown: 'hold',
  component: Welcome,
  fixtures,
});
