import type { Operation } from '../operation.ts';

export const deleteEmailTemplate: Operation = {
  name: 'DeleteEmailTemplate',
  method: 'delete',
  path: '/v2/email/templates/:name',
  run({ params }, { templates }) {
    templates.stored.delete(params.name ?? '');
    return { json: {} };
  },
};
