import { z } from 'zod';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ ConfigurationSetName: z.string().optional() });

export const putEmailIdentityConfigurationSetAttributes: Operation = {
  name: 'PutEmailIdentityConfigurationSetAttributes',
  method: 'put',
  path: '/v2/email/identities/:identity/configuration-set',
  run({ params, body }, { identities, configurationSets }) {
    const { ConfigurationSetName } = parseInput(input, body);
    const identity = identities.get(params.identity ?? '');
    if (ConfigurationSetName !== undefined) configurationSets.checkUsable(ConfigurationSetName);
    identity.configurationSet = ConfigurationSetName;
    return { json: {} };
  },
};
