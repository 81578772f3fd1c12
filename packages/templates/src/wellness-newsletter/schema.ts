import { link, text } from '@carepost/template-kit';
import { z } from 'zod';

export const wellnessNewsletterProps = z.object({
  issue: text({ max: 60 }).describe('Which letter it is, such as "Spring"'),
  headline: text({ max: 120 }).describe('The heading of the letter'),
  introduction: text({ max: 600 }).describe('A few sentences that open the letter'),
  articles: z
    .array(
      z.strictObject({
        title: text({ max: 120 }).describe('Title of the article'),
        summary: text({ max: 400 }).describe('What it says, in a sentence or two'),
        readUrl: link().describe('Where the whole article is'),
      }),
    )
    .min(1)
    .max(6)
    .describe('What the letter is about, the most important first'),
  closing: text({ max: 400 }).optional().describe('A few words at the end'),
});
