import type { Operation } from '../operation.ts';

export const deleteConfigurationSet: Operation = {
  name: 'DeleteConfigurationSet',
  method: 'delete',
  path: '/v2/email/configuration-sets/:name',
  run({ params }, { configurationSets }) {
    configurationSets.delete(params.name ?? '');
    return { json: {} };
  },
};
