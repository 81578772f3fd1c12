import type { Operation } from '../operation.ts';

export const getConfigurationSetEventDestinations: Operation = {
  name: 'GetConfigurationSetEventDestinations',
  method: 'get',
  path: '/v2/email/configuration-sets/:name/event-destinations',
  run({ params }, { configurationSets }) {
    const { destinations } = configurationSets.get(params.name ?? '');
    return {
      json: {
        EventDestinations: [...destinations].map(([name, destination]) => ({
          Enabled: false,
          ...destination,
          Name: name,
        })),
      },
    };
  },
};
