import { configurationSetInput } from '../../configuration-sets/configuration-set.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

export const createConfigurationSet: Operation = {
  name: 'CreateConfigurationSet',
  method: 'post',
  path: '/v2/email/configuration-sets',
  run({ body }, { configurationSets, pools }) {
    const input = parseInput(configurationSetInput, body);
    pools.checkUsable(input.DeliveryOptions?.SendingPoolName);
    configurationSets.create(input);
    return { json: {} };
  },
};
