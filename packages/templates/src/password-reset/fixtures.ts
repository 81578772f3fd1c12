import type { Fixtures } from '@carepost/template-kit';
import type { passwordResetProps } from './schema.ts';

export const fixtures = {
  typical: {
    firstName: 'Testina',
    resetUrl: 'https://portal.example.com/reset?token=0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-14T18:30:00-05:00',
    requestedFrom: 'Firefox on Windows',
  },
  longName: {
    firstName:
      'Maximiliana-Bartholomea Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Example',
    resetUrl: `https://portal.example.com/reset?token=${'0198d2b0f6e87c3fa1d2e4c5b6a79880'.repeat(6)}`,
    expiresAt: '2026-12-31T23:59:59Z',
    requestedFrom:
      'An application with a remarkably long name and version, on a shared computer in the public library',
  },
  rightToLeft: {
    firstName: 'דוגמית',
    resetUrl: 'https://portal.example.com/reset?token=0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-14T18:30:00+02:00',
    requestedFrom: 'טלפון לדוגמה',
  },
  withoutOptional: {
    firstName: 'Samplo',
    resetUrl: 'https://portal.example.com/reset?token=0198d2b0f6e87c3fa1d2e4c5b6a79880',
    expiresAt: '2026-03-14T18:30:00-05:00',
  },
} satisfies Fixtures<typeof passwordResetProps>;
