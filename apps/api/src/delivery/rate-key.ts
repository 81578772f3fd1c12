import type { Transport } from '@carepost/mailer';
import type { Context } from '../context.ts';

/** Mail leaves through a transport of an account: each has a rate, pauses and an event channel of its own. */
export type Way = Pick<Context, 'database' | 'config'> & { transport: Pick<Transport, 'name'> };

/** `ses:<region>`, or the transport's name. */
export function rateKey({ config: { provider }, transport }: Omit<Way, 'database'>): string {
  // What the mail really leaves through, which EMAIL_PROVIDER=smtp leaves open until the start.
  if (transport.name !== 'ses') return transport.name;
  const region = provider.kind === 'smtp' ? provider.ses?.region : provider.region;
  return `ses:${region ?? ''}`;
}
