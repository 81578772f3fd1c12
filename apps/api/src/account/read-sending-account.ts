import type { AccountStatus } from '@carepost/contracts';
import type { Transport } from '@carepost/mailer';
import { readAccount } from '@carepost/ses-account';
import type { Config } from '../config.ts';
import { simulatorCredentials } from '../transport.ts';

/** The account mail really leaves through. An SMTP server has none; then only the transport is known. */
export function createAccountReader(
  { provider }: Config,
  transport: Transport,
): () => Promise<AccountStatus> {
  if (transport.name !== 'ses') return async () => ({ ...noAccount, transport: transport.name });
  switch (provider.kind) {
    case 'simulator': {
      const { region, url: endpoint } = provider;
      return () => readAccount({ region, endpoint, credentials: simulatorCredentials, simulated: true });
    }
    case 'ses':
      return () => readAccount(provider);
    case 'smtp': {
      const { ses } = provider;
      return ses ? () => readAccount(ses) : async () => noAccount;
    }
    default:
      return provider satisfies never;
  }
}

const noAccount: AccountStatus = {
  transport: 'smtp',
  simulated: false,
  region: null,
  reachable: true,
  sandbox: null,
  sendingEnabled: null,
  enforcement: null,
  quota: null,
  problem: null,
};
