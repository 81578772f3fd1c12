import { configurationSetOptions } from '../../configuration-sets/configuration-set.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';

type Option = keyof typeof configurationSetOptions;

// Path and operation name by the member that GetConfigurationSet shows.
const OPERATIONS = {
  DeliveryOptions: ['delivery-options', 'PutConfigurationSetDeliveryOptions'],
  ReputationOptions: ['reputation-options', 'PutConfigurationSetReputationOptions'],
  SendingOptions: ['sending', 'PutConfigurationSetSendingOptions'],
  SuppressionOptions: ['suppression-options', 'PutConfigurationSetSuppressionOptions'],
  TrackingOptions: ['tracking-options', 'PutConfigurationSetTrackingOptions'],
} as const satisfies Partial<Record<Option, readonly [string, string]>>;

/** Five operations that differ in nothing but which option of a set they replace. */
export const putConfigurationSetOptions: readonly Operation[] = [
  put('DeliveryOptions'),
  put('ReputationOptions'),
  put('SendingOptions'),
  put('SuppressionOptions'),
  put('TrackingOptions'),
];

function put(option: keyof typeof OPERATIONS): Operation {
  const [path, name] = OPERATIONS[option];
  return {
    name,
    method: 'put',
    path: `/v2/email/configuration-sets/:name/${path}`,
    run({ params, body }, { configurationSets, pools }) {
      const set = configurationSets.get(params.name ?? '');
      const value = parseInput(configurationSetOptions[option], body);
      if (option === 'DeliveryOptions') {
        pools.checkUsable(parseInput(configurationSetOptions.DeliveryOptions, body).SendingPoolName);
      }
      // Each option has a schema, and so a type, of its own; one assignment by key cannot say which.
      Object.assign(set, { [option]: value });
      return { json: {} };
    },
  };
}
