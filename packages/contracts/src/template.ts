import { z } from 'zod';
import { category } from './category.ts';

/** What a list of templates shows. `propsSchema` is JSON Schema (2020-12) of the props a caller sends. */
export const templateSummary = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  category,
  phi: z.array(z.string()).describe('Props that are protected health information'),
  fixtures: z.array(z.string()).describe('Names of the sample props, the first one typical'),
  propsSchema: z.record(z.string(), z.unknown()),
});
export type TemplateSummary = z.infer<typeof templateSummary>;

/** A composed template, as it would be sent. */
export const renderedEmail = z.object({
  subject: z.string(),
  preheader: z.string(),
  html: z.string(),
  text: z.string(),
});
export type RenderedEmail = z.infer<typeof renderedEmail>;
