import type { AccountStatus } from '@carepost/contracts';
import type { Transport } from '@carepost/mailer';
import { readAccount } from '@carepost/ses-account';
import type { Config } from '../config.ts';
import { sendingAccount } from './sending-account.ts';

/** Reads the account mail really leaves through. An SMTP server has none; then only the transport is known. */
export function createAccountReader(config: Config, transport: Transport): () => Promise<AccountStatus> {
  const account = sendingAccount(config, transport);
  return account ? () => readAccount(account) : async () => ({ ...noAccount, transport: transport.name });
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
