import { AwsError } from '../http/aws-error.ts';
import type { Identities } from '../identities/identities.ts';

/**
 * An identity may ask for its mail to be refused while its custom MAIL FROM domain is not set up.
 * @throws AwsError MailFromDomainNotVerifiedException
 */
export function checkMailFrom(identities: Identities, sender: string): void {
  const owner = identities.covering(sender).find(({ mailFrom }) => mailFrom.domain !== undefined);
  if (owner === undefined) return;
  const { domain, status, onMxFailure } = owner.mailFrom;
  if (status === 'SUCCESS' || onMxFailure !== 'REJECT_MESSAGE') return;
  throw new AwsError(
    400,
    'MailFromDomainNotVerifiedException',
    `MAIL FROM domain ${domain} is not verified.`,
    'MAIL_FROM_DOMAIN_NOT_VERIFIED',
  );
}
