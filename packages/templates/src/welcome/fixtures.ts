import type { Fixtures } from '@carepost/template-kit';
import type { welcomeProps } from './schema.ts';

export const fixtures = {
  typical: {
    firstName: 'Testina',
    signInUrl: 'https://portal.example.com/sign-in',
    careTeam: 'Green Team, Building B',
  },
  longName: {
    firstName:
      'Maximiliana-Bartholomea Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Example',
    signInUrl: 'https://portal.example.com/sign-in?invitation=0198d2b0f6e87c3fa1d2e4c5b6a79880',
    careTeam:
      'Interdisciplinary Team for Families, Newcomers and Everyone Else, North Campus, Building B, Second Floor',
  },
  rightToLeft: {
    firstName: 'تجريبة',
    signInUrl: 'https://portal.example.com/sign-in',
    careTeam: 'الفريق الأخضر',
  },
  withoutOptional: {
    firstName: 'Samplo',
    signInUrl: 'https://portal.example.com/sign-in',
  },
} satisfies Fixtures<typeof welcomeProps>;
