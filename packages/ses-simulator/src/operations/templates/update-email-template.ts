import { z } from 'zod';
import { emailTemplateContent } from '../../templates/email-template.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ TemplateContent: emailTemplateContent });

export const updateEmailTemplate: Operation = {
  name: 'UpdateEmailTemplate',
  method: 'put',
  path: '/v2/email/templates/:name',
  run({ params, body }, { templates }) {
    templates.stored.update(params.name ?? '', parseInput(input, body).TemplateContent);
    return { json: {} };
  },
};
