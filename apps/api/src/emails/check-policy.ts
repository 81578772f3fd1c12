import type { Config } from '../config.ts';
import { ApiError } from '../errors.ts';

/** Senders are allow-listed, by address or domain. @throws ApiError `sender_not_allowed` */
export function checkSender(config: Config, address: string): void {
  if (!isListed(config.allowedSenders, address)) {
    throw new ApiError('sender_not_allowed', 'from is not an allowed sender: add it to ALLOWED_SENDERS.', {
      field: 'from',
    });
  }
}

/** `DELIVER_ONLY_TO` guards every environment but production. @throws ApiError `recipient_not_allowed` */
export function checkRecipient(config: Config, address: string, field = 'to'): void {
  if (config.production || config.deliverOnlyTo.length === 0 || isListed(config.deliverOnlyTo, address))
    return;
  const sentence = `${field} is outside DELIVER_ONLY_TO, and this is not production.`;
  throw new ApiError('recipient_not_allowed', sentence, { field });
}

function isListed(list: readonly string[], address: string): boolean {
  const lower = address.toLowerCase();
  const domain = lower.slice(lower.lastIndexOf('@') + 1);
  return list.includes(lower) || list.includes(domain) || list.includes(`@${domain}`);
}
