import type { Operation } from '../operation.ts';

export const listEmailIdentities: Operation = {
  name: 'ListEmailIdentities',
  method: 'post',
  path: '/v2/email/list-identities',
  run(_request, { account }) {
    return {
      json: {
        EmailIdentities: (account.state.verifiedIdentities ?? []).map((identity) => ({
          IdentityType: identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
          IdentityName: identity,
          SendingEnabled: true,
          VerificationStatus: 'SUCCESS',
        })),
      },
    };
  },
};
