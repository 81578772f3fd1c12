import { registry } from '@carepost/templates';
import type { KnownValues } from './sample-input.ts';

/** Values by the name of the field, with a canary wherever a caller may put something private. */
export function knownValues(ids: string[], addresses: string[]): KnownValues {
  const messages = registry.all.flatMap((template) =>
    Object.values(template.fixtures).flatMap((props) => [
      { template: template.id, props },
      { template: template.id, props: withCanary(props) },
    ]),
  );
  const people = [...addresses, 'zq7canary@example.com', 'bounce+zq7canary@simulator.amazonses.com'];
  const moments = [new Date(Date.now() + 3_600_000).toISOString(), '2026-01-01T00:00:00+01:00'];
  const send = (n: number) => ({ to: people[n % people.length], message: messages[n % messages.length] });
  return {
    id: ids,
    deliveryId: ids,
    to: [...people, people.slice(0, 1)],
    cc: [people.slice(0, 1), people.slice(1, 3)],
    bcc: [people.slice(0, 1), []],
    replyTo: people,
    address: people,
    message: messages,
    emails: Array.from({ length: 12 }, (_, n) => [send(n), send(n + 5)]),
    from: ['noreply@carepost.example', 'zq7canary@example.org'],
    headers: [[{ name: 'X-Entity-Ref-ID', value: 'zq7canary' }]],
    attachments: [[{ fileName: 'zq7canary.txt', contentType: 'text/plain', content: 'enE3Y2FuYXJ5' }]],
    sendAt: moments,
    expiresAt: moments,
    since: moments,
    until: moments,
    locale: ['en-US', 'ar'],
    timeZone: ['America/Chicago'],
    idempotencyKey: Array.from({ length: 30 }, (_, n) => `zq7canary ${n}`),
    // Endpoints are made by the dozen: if each heard of every email, the run would be about webhooks.
    eventTypes: [['sending.paused'], ['sending.paused', 'sending.resumed']],
    template: ['WELCOME', 'welcome', 'zq7canary'],
    url: ['http://127.0.0.1:9/hook', 'http://127.0.0.1:9/zq7canary'],
  };
}

function withCanary(props: object): object {
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) =>
      typeof value === 'string' && /^[A-Z][a-z ]+$/.test(value)
        ? [name, `${value} zq7canary`]
        : [name, value],
    ),
  );
}
