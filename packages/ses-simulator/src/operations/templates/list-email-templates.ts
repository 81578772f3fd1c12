import { inSeconds } from '../in-seconds.ts';
import type { Operation } from '../operation.ts';
import { pageOf, paginate } from '../paginate.ts';

export const listEmailTemplates: Operation = {
  name: 'ListEmailTemplates',
  method: 'get',
  path: '/v2/email/templates',
  run({ query }, { templates }) {
    const { page, next } = paginate(templates.stored.list(), { ...pageOf(query), maxPageSize: 100 });
    return {
      json: {
        TemplatesMetadata: page.map(({ name, createdAt }) => ({
          TemplateName: name,
          CreatedTimestamp: inSeconds(createdAt),
        })),
        ...next,
      },
    };
  },
};
