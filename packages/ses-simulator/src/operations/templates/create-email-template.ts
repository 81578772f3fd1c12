import { z } from 'zod';
import { emailTemplateContent } from '../../templates/email-template.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ TemplateName: z.string(), TemplateContent: emailTemplateContent });

export const createEmailTemplate: Operation = {
  name: 'CreateEmailTemplate',
  method: 'post',
  path: '/v2/email/templates',
  run({ body }, { templates, settings }) {
    const { TemplateName, TemplateContent } = parseInput(input, body);
    templates.stored.create(TemplateName, TemplateContent, settings.clock());
    return { json: {} };
  },
};
