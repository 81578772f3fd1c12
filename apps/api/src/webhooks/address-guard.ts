import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What `WEBHOOK_ALLOW_PRIVATE` opens in development. Link-local is never among it: there the metadata of clouds lives. */
const own: readonly string[] = ['loopback', 'private', 'uniqueLocal'];

/**
 * Whether a webhook may connect to the address. Only the public internet is allowed: no address that IANA's registries set
 * apart (loopback, private, link-local, shared, multicast, reserved, …) and none that carries an IPv4 address inside.
 */
export function mayConnectTo(address: string, allowPrivate: boolean): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (allowPrivate && own.includes(range)) return true;
  // Of IPv6 only 2000::/3 is handed out; ::127.0.0.1 and the like lie outside and are in no table.
  return range === 'unicast' && (parsed.kind() === 'ipv4' || isGlobalUnicast(parsed.toByteArray()));
}

/** Whether the address is this machine itself. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.parse(address).range() === 'loopback';
}

function isGlobalUnicast([first = 0]: readonly number[]): boolean {
  return first >= 0x20 && first < 0x40;
}
