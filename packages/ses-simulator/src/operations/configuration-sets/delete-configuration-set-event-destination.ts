import type { Operation } from '../operation.ts';

export const deleteConfigurationSetEventDestination: Operation = {
  name: 'DeleteConfigurationSetEventDestination',
  method: 'delete',
  path: '/v2/email/configuration-sets/:name/event-destinations/:destination',
  run({ params }, { configurationSets }) {
    configurationSets.deleteDestination(params.name ?? '', params.destination ?? '');
    return { json: {} };
  },
};
