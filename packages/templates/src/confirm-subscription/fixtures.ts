import type { Fixtures } from '@carepost/template-kit';
import type { confirmSubscriptionProps } from './schema.ts';

export const fixtures = {
  typical: {
    confirmUrl: 'https://mail.example.com/c/0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-21T18:30:00-05:00',
    topic: 'Wellness letter',
  },
  longName: {
    confirmUrl: `https://mail.example.com/c/${'0198d2b0f6e87c3fa1d2e4c5b6a79880'.repeat(4)}`,
    expiresAt: '2026-12-31T23:59:59Z',
    topic: 'Seasonal letter for families, newcomers and everyone else about living well near the big lake',
  },
  rightToLeft: {
    confirmUrl: 'https://mail.example.com/c/0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-21T18:30:00+02:00',
    topic: 'מכתב לדוגמה',
  },
  withoutOptional: {
    confirmUrl: 'https://mail.example.com/c/0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-21T18:30:00-05:00',
  },
} satisfies Fixtures<typeof confirmSubscriptionProps>;
