import { z } from 'zod';
import { eventDestinationInput } from '../../configuration-sets/configuration-set.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({ EventDestination: eventDestinationInput });

export const updateConfigurationSetEventDestination: Operation = {
  name: 'UpdateConfigurationSetEventDestination',
  method: 'put',
  path: '/v2/email/configuration-sets/:name/event-destinations/:destination',
  run({ params, body }, { configurationSets }) {
    const { EventDestination } = parseInput(input, body);
    configurationSets.replaceDestination(params.name ?? '', params.destination ?? '', EventDestination);
    return { json: {} };
  },
};
