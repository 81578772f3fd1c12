import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { addSecret, signWebhook } from './secrets.ts';

const body = '{"type":"webhook.test"}';
const sign = (secrets: Parameters<typeof signWebhook>[0], now: Date) =>
  signWebhook(secrets, { id: 'msg-1', body }, now);
const verifies = (secret: string, headers: Record<string, string>) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

test('a secret is whsec_ and 32 random bytes, and an independent implementation verifies what it signs', () => {
  const now = new Date();
  const { secret, secrets } = addSecret([], now);
  expect(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
  const headers = sign(secrets, now);
  expect(verifies(secret, headers)).toBe(true);
  expect(verifies(addSecret([], now).secret, headers)).toBe(false);
  expect(verifies(secret, { ...headers, 'webhook-id': 'msg-2' })).toBe(false);
  expect(headers['webhook-signature']).toBe(new Webhook(secret).sign('msg-1', now, body));
});

test('after a rotation both sign for a day, then only the new one', () => {
  const now = new Date();
  const yesterday = new Date(now.getTime() - 24 * 60 * 60 * 1000 + 1_000);
  const first = addSecret([], yesterday);
  const second = addSecret(first.secrets, yesterday);
  const both = sign(second.secrets, now);
  expect(both['webhook-signature'].split(' ')).toHaveLength(2);
  expect([verifies(first.secret, both), verifies(second.secret, both)]).toEqual([true, true]);
  const later = sign(second.secrets, new Date(now.getTime() + 2_000));
  expect([verifies(first.secret, later), verifies(second.secret, later)]).toEqual([false, true]);
});

test('rotating again does not prolong an old secret, and the header stays short', () => {
  const start = new Date();
  let { secrets } = addSecret([], start);
  const [first] = secrets;
  secrets = addSecret(secrets, start).secrets;
  const { until } = secrets[1] ?? {};
  secrets = addSecret(secrets, new Date(start.getTime() + 60_000)).secrets;
  expect(secrets.find(({ secret }) => secret === first?.secret)?.until).toBe(until);
  for (let n = 0; n < 10; n += 1) secrets = addSecret(secrets, start).secrets;
  expect(sign(secrets, start)['webhook-signature'].split(' ')).toHaveLength(4);
});
