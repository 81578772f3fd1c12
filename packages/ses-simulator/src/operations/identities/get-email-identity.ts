import { noSuchIdentity } from '../../identities/identities.ts';
import { createIdentity } from '../../identities/identity.ts';
import type { Operation } from '../operation.ts';
import { describeIdentity } from './describe-identity.ts';

export const getEmailIdentity: Operation = {
  name: 'GetEmailIdentity',
  method: 'get',
  path: '/v2/email/identities/:identity',
  run({ params }, { identities }) {
    const name = params.identity ?? '';
    // Undeclared, every identity counts as verified, here as when sending.
    const assumed = identities.verified === null ? createIdentity(name, 'SUCCESS') : undefined;
    const identity = identities.find(name) ?? assumed;
    if (!identity) throw noSuchIdentity(name);
    const { domain, status, onMxFailure } = identity.mailFrom;
    return {
      json: {
        ...describeIdentity(identity),
        FeedbackForwardingStatus: identity.feedbackForwarding,
        MailFromAttributes: {
          ...(domain === undefined ? {} : { MailFromDomain: domain, MailFromDomainStatus: status }),
          BehaviorOnMxFailure: onMxFailure,
        },
        ...(identity.configurationSet === undefined
          ? {}
          : { ConfigurationSetName: identity.configurationSet }),
        Policies: {},
        Tags: identity.tags,
        VerificationStatus: identity.status,
      },
    };
  },
};
