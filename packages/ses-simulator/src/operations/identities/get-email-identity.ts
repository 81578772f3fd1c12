import { AwsError } from '../../http/aws-error.ts';
import type { Operation } from '../operation.ts';

export const getEmailIdentity: Operation = {
  name: 'GetEmailIdentity',
  method: 'get',
  path: '/v2/email/identities/:identity',
  run({ params }, { account }) {
    const identity = params.identity ?? '';
    const { verifiedIdentities } = account.state;
    // Without a list every identity counts as verified, here as when sending.
    if (verifiedIdentities !== null && !verifiedIdentities.includes(identity)) {
      throw new AwsError(404, 'NotFoundException', `Email identity ${identity} does not exist.`);
    }
    return {
      json: {
        IdentityType: identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
        FeedbackForwardingStatus: true,
        VerifiedForSendingStatus: true,
        DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS', SigningAttributesOrigin: 'AWS_SES' },
        MailFromAttributes: { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
        Policies: {},
        Tags: [],
        VerificationStatus: 'SUCCESS',
      },
    };
  },
};
