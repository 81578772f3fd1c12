import type { Operation } from '../operation.ts';

export const getEmailTemplate: Operation = {
  name: 'GetEmailTemplate',
  method: 'get',
  path: '/v2/email/templates/:name',
  run({ params }, { templates }) {
    const { name, content } = templates.stored.get(params.name ?? '');
    return { json: { TemplateName: name, TemplateContent: content } };
  },
};
