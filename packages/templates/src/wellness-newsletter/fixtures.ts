import type { Fixtures } from '@carepost/template-kit';
import type { wellnessNewsletterProps } from './schema.ts';

export const fixtures = {
  typical: {
    issue: 'Spring',
    headline: 'Longer days, lighter evenings',
    introduction:
      'Three short reads for the season: a walk after dinner, a calmer bedtime, and what is on the table.',
    articles: [
      {
        title: 'Twenty minutes after dinner',
        summary: 'A walk around the block counts. How to make it a habit that outlives the first rainy week.',
        readUrl: 'https://letter.example.com/walking',
      },
      {
        title: 'A bedtime for grown-ups',
        summary: 'Dim the lights an hour earlier and leave the phone in the kitchen. Small steps that last.',
        readUrl: 'https://letter.example.com/sleep',
      },
      {
        title: 'What is ripe now',
        summary: 'Asparagus, peas and the first strawberries, with one recipe for each.',
        readUrl: 'https://letter.example.com/kitchen',
      },
    ],
    closing: 'Until the summer letter: be well, and be kind to yourself.',
  },
  longName: {
    issue: 'Late autumn and early winter, for everyone near the lake',
    headline:
      'Everything that we meant to tell you this year about living well, in one unhurried letter for you',
    introduction:
      'This letter is longer than usual. It has room for interdisciplinary ideas, for families and newcomers, and for a word such as Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.',
    articles: [
      {
        title:
          'Pneumonoultramicroscopicsilicovolcanoconiosis is only a word, and other long ones we like to say',
        summary: 'Reading aloud is a fine way to breathe deeply. '.repeat(7).trim(),
        readUrl: `https://letter.example.com/${'a-very-long-path/'.repeat(12)}`,
      },
    ],
    closing: 'Thank you for reading this far. '.repeat(8).trim(),
  },
  rightToLeft: {
    issue: 'אביב',
    headline: 'ימים ארוכים יותר',
    introduction: 'שלוש כתבות קצרות לעונה.',
    articles: [
      {
        title: 'עשרים דקות',
        summary: 'הליכה קצרה אחרי ארוחת הערב.',
        readUrl: 'https://letter.example.com/1',
      },
    ],
    closing: 'להתראות בקיץ.',
  },
  withoutOptional: {
    issue: 'Summer',
    headline: 'Shade and water',
    introduction: 'One short read for hot days.',
    articles: [
      {
        title: 'A glass every hour',
        summary: 'Why a carafe on the desk helps more than good intentions.',
        readUrl: 'https://letter.example.com/water',
      },
    ],
  },
} satisfies Fixtures<typeof wellnessNewsletterProps>;
