import type { Context } from '../context.ts';
import { AwsError, badRequest } from '../http/aws-error.ts';

/**
 * The set a message is sent with: the one it names, else its identity's default (an address before its domain), else
 * the simulator's. It has to exist, to be switched on, and to have the pool it sends through.
 * @throws AwsError BadRequestException, NotFoundException, SendingPausedException
 */
export function chooseConfigurationSet(
  named: string | null,
  sender: string,
  context: Context,
): string | null {
  const { identities, configurationSets, pools, settings } = context;
  const ofIdentity = identities.covering(sender).find(({ configurationSet }) => configurationSet);
  const name = named ?? ofIdentity?.configurationSet ?? settings.defaultConfigurationSet;
  if (name === null) return null;
  // A default set that was deleted is a bad request (Amazon SES Developer Guide, "Managing default configuration sets").
  if (named === null && !configurationSets.isUsable(name)) {
    throw badRequest(`Configuration set <${name}> does not exist.`, 'CONFIGURATION_SET_NOT_FOUND');
  }
  configurationSets.checkUsable(name);
  const options = configurationSets.find(name);
  if (options?.SendingOptions?.SendingEnabled === false) {
    // SES v1 has a ConfigurationSetSendingPausedException for this; v2 has not.
    throw new AwsError(
      400,
      'SendingPausedException',
      `Sending is paused for configuration set <${name}>`,
      'CONFIGURATION_SET_SENDING_PAUSED',
    );
  }
  pools.checkUsable(options?.DeliveryOptions?.SendingPoolName);
  return name;
}
