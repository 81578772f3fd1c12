import { z } from 'zod';
import { eventDestinationInput } from '../../configuration-sets/configuration-set.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({
  EventDestinationName: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  EventDestination: eventDestinationInput,
});

export const createConfigurationSetEventDestination: Operation = {
  name: 'CreateConfigurationSetEventDestination',
  method: 'post',
  path: '/v2/email/configuration-sets/:name/event-destinations',
  run({ params, body }, { configurationSets }) {
    const { EventDestinationName, EventDestination } = parseInput(input, body);
    configurationSets.addDestination(params.name ?? '', EventDestinationName, EventDestination);
    return { json: {} };
  },
};
