import { badRequest } from '../http/aws-error.ts';

// Amazon SES Developer Guide, "Amazon SES header fields": those that may stand once.
const SINGLE = new Set(
  `accept-language acceptlanguage archived-at auto-submitted bounces-to comments content-alternative content-base
content-class content-description content-disposition content-duration content-id content-language content-length
content-location content-md5 content-transfer-encoding content-type date delivered-to disposition-notification-options
disposition-notification-to dkim-signature domainkey-signature errors-to from importance in-reply-to keywords
list-archive list-help list-id list-owner list-post list-subscribe list-unsubscribe list-unsubscribe-post
message-context message-id mime-version organization original-from original-message-id original-recipient
original-subject precedence priority references reply-to return-path return-receipt-to sender solicitation sensitivity
subject thread-index thread-topic user-agent vbr-info`.split(/\s+/),
);

/** @throws AwsError BadRequestException for a field that stands twice and may not */
export function checkSingleHeaders(headers: readonly { name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of headers) {
    const key = name.toLowerCase();
    if (seen.has(key) && SINGLE.has(key)) throw badRequest(`Duplicate header '${name}'.`);
    seen.add(key);
  }
}
