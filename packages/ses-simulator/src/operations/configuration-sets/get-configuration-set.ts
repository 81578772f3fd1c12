import type { Operation } from '../operation.ts';

export const getConfigurationSet: Operation = {
  name: 'GetConfigurationSet',
  method: 'get',
  path: '/v2/email/configuration-sets/:name',
  run({ params }, { configurationSets }) {
    const { destinations: _ownOperation, ...set } = configurationSets.get(params.name ?? '');
    return {
      json: {
        // What SES answers for options that were never put.
        DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
        ReputationOptions: { ReputationMetricsEnabled: false },
        SendingOptions: { SendingEnabled: true },
        Tags: [],
        ...set,
      },
    };
  },
};
