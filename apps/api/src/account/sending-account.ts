import type { Transport } from '@carepost/mailer';
import type { AccountOptions } from '@carepost/ses-account';
import type { Config } from '../config.ts';
import { simulatorCredentials } from '../simulator-credentials.ts';

/** The SES account mail really leaves through; undefined when it leaves through something else. */
export function sendingAccount(
  { provider }: Config,
  transport: Pick<Transport, 'name'>,
): AccountOptions | undefined {
  if (transport.name !== 'ses') return undefined;
  switch (provider.kind) {
    case 'simulator': {
      const { region, url: endpoint } = provider;
      return { region, endpoint, credentials: simulatorCredentials, simulated: true };
    }
    case 'ses':
      return { region: provider.region, credentials: provider.credentials };
    case 'smtp':
      return provider.ses;
    default:
      return provider satisfies never;
  }
}
