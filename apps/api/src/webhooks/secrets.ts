import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { placeOf, sealedColumns } from '../sealing/sealed-columns.ts';

/** Signing secrets, newest first. All but the first are on their way out: they sign until `until`. */
const secrets = z.array(z.object({ secret: z.string(), until: z.iso.datetime().nullable() })).min(1);
export type Secrets = z.infer<typeof secrets>;

const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** However often somebody rotates within the overlap, the header stays short. */
const MOST_SECRETS = 4;
const PREFIX = 'whsec_';

const place = (endpointId: string) => placeOf(sealedColumns.webhookEndpoint, { id: endpointId });

export function sealSecrets({ sealing }: Pick<Context, 'sealing'>, endpointId: string, value: Secrets) {
  return sealing.seal(place(endpointId), value);
}

/** @throws SealBrokenError */
export async function openSecrets(
  { sealing }: Pick<Context, 'sealing'>,
  row: { id: string; sealedSecrets: Uint8Array },
): Promise<Secrets> {
  return secrets.parse(await sealing.open(place(row.id), row.sealedSecrets));
}

/** A new secret in front; those before sign for another day, so that receivers can change over in their own time. */
export function addSecret(before: Secrets, now: Date): { secret: string; secrets: Secrets } {
  const secret = `${PREFIX}${randomBytes(32).toString('base64')}`;
  const until = new Date(now.getTime() + OVERLAP_MS).toISOString();
  const kept = current(before, now).map((old) => ({ secret: old.secret, until: old.until ?? until }));
  return { secret, secrets: [{ secret, until: null }, ...kept].slice(0, MOST_SECRETS) };
}

/**
 * The headers of Standard Webhooks 1.0.0: HMAC-SHA-256 over `id.timestamp.body`, one `v1,` signature a secret, newest
 * first. The timestamp is that of the attempt.
 */
export function signWebhook(
  value: Secrets,
  message: { id: string; body: string },
  now: Date,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = current(value, now).map(({ secret }) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const content = `${message.id}.${timestamp}.${message.body}`;
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

function current(value: Secrets, now: Date): Secrets {
  return value.filter(({ until }) => until === null || new Date(until) > now);
}
