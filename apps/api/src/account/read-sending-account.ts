import type { AccountStatus } from '@carepost/contracts';
import { readAccount } from '@carepost/ses-account';
import type { Config } from '../config.ts';
import { simulatorCredentials } from '../transport.ts';

/** The account mail leaves through. An SMTP server has none; then only the transport is known. */
export function createAccountReader({ provider }: Config): () => Promise<AccountStatus> {
  switch (provider.kind) {
    case 'simulator': {
      const { region, url: endpoint } = provider;
      return () => readAccount({ region, endpoint, credentials: simulatorCredentials, simulated: true });
    }
    case 'ses':
      return () => readAccount(provider);
    case 'smtp': {
      const { ses } = provider;
      return ses ? () => readAccount(ses) : async () => smtpAccount;
    }
    default:
      return provider satisfies never;
  }
}

const smtpAccount: AccountStatus = {
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
