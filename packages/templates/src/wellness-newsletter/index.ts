import { defineTemplate } from '@carepost/template-kit';
import { WellnessNewsletter } from './email.tsx';
import { fixtures } from './fixtures.ts';
import { wellnessNewsletterProps } from './schema.ts';

export const wellnessNewsletter = defineTemplate({
  id: 'wellness-newsletter',
  title: 'Wellness letter',
  description:
    'The seasonal letter for everybody who subscribed to it: the same for all, nothing about anyone.',
  category: 'marketing',
  props: wellnessNewsletterProps,
  subject: ({ issue, headline }) => `${issue} letter: ${headline}`,
  preheader: ({ articles }) => articles[0]?.title ?? '',
  // Nobody waits for it, and two of the same letter look careless: a person decides.
  onUnknown: 'hold',
  component: WellnessNewsletter,
  fixtures,
});
