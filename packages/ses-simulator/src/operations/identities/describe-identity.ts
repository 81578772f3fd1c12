import { type Identity, isDomain } from '../../identities/identity.ts';

export function identityType(identity: Identity): 'DOMAIN' | 'EMAIL_ADDRESS' {
  return isDomain(identity) ? 'DOMAIN' : 'EMAIL_ADDRESS';
}

/** What CreateEmailIdentity and GetEmailIdentity say alike. */
export function describeIdentity(identity: Identity) {
  const { signingEnabled, status, tokens } = identity.dkim;
  return {
    IdentityType: identityType(identity),
    VerifiedForSendingStatus: identity.status === 'SUCCESS',
    DkimAttributes: {
      SigningEnabled: signingEnabled,
      Status: status,
      SigningAttributesOrigin: 'AWS_SES',
      ...(tokens.length > 0 ? { Tokens: tokens, CurrentSigningKeyLength: 'RSA_2048_BIT' } : {}),
    },
  };
}
