import { isIP } from 'node:net';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { isLoopback, mayConnectTo } from './address-guard.ts';

/** As a caller gives it. What it leads to is decided anew at every call. */
export const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https:// URL', abort: true })
  .max(2048)
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', 'must not hold credentials')
  .refine((url) => new URL(url).hash === '', 'must not have a fragment');

/** The host as an IP address, or undefined when it is a name. URL has turned 2130706433 and 0x7f.1 into 127.0.0.1 already. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? undefined : host;
}

/** Refuses early what a call would refuse anyway. @throws ApiError `invalid_input` */
export function checkWebhookUrl(text: string, allowPrivate: boolean): string {
  const url = new URL(text);
  const address = literalAddress(url);
  if (address !== undefined && !mayConnectTo(address, allowPrivate)) {
    throw new ApiError('invalid_input', 'url must lead to a public address.', { field: 'url' });
  }
  const local = address === undefined ? /^localhost\.?$/.test(url.hostname) : isLoopback(address);
  if (url.protocol === 'http:' && !(allowPrivate && local)) {
    throw new ApiError('invalid_input', 'url must be an https:// URL.', { field: 'url' });
  }
  return url.href;
}
