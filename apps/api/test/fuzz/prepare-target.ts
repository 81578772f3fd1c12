import { createHash, createSign, randomUUID } from 'node:crypto';
import { snsMessage, snsStringToSign } from '@carepost/contracts';
import { createSigningKey } from '@carepost/ses-simulator';
import { registry } from '@carepost/templates';
import { writeConfirmationUrl } from '../../src/consents/confirmation-link.ts';
import { offerUnsubscribe } from '../../src/suppressions/unsubscribe-link.ts';
import { startTestService, type TestService } from '../service.ts';
import type { Plan } from './plan-request.ts';
import type { SignSns } from './plan-sns-request.ts';
import { listProcedures } from './procedures.ts';

const PEOPLE = 24;

/** A running service with something of everything in it, and what requests to it are made from. */
export async function prepareTarget(seed: number): Promise<{ service: TestService; plan: Plan }> {
  const key = await createSigningKey();
  const service = await startTestService({
    env: { API_KEY_REQUESTS_PER_SECOND: '100000' },
    simulator: { signingKey: key, quota: { maxPerSecond: 5_000, max24Hours: 50_000_000 } },
  });
  const { client, context } = service;
  const emails: { id: string; to: string }[] = [];
  for (let n = 0; n < 8; n += 1) {
    const to = `zq7canary+${n}@example.com`;
    const { id } = await client.emails.sendTest.mutate({ to, template: 'WELCOME' });
    emails.push({ id, to });
  }
  for (const { id } of emails) await service.until(id, 'delivered');
  const { id: apiKey } = await service.newKey(['read']);
  const { endpoint } = await client.webhooks.create.mutate({
    url: 'http://127.0.0.1:9/hook',
    eventTypes: ['email.complained'],
  });
  const ids = [...emails.map(({ id }) => id), apiKey, endpoint.id, '01a20b8a-1c86-7100-a28d-f0961d69bd47'];
  return {
    service,
    plan: {
      seed,
      host: new URL(service.url).host,
      procedures: listProcedures(),
      known: knownValues(
        ids,
        emails.map(({ to }) => to),
      ),
      pages: pagesOf(service, emails[0]?.id ?? ''),
      emails,
      sign: createSigner(key),
      topicArn: service.simulator.topicArn,
    },
  };

  function pagesOf(
    { context: { defaultProjectId: projectId, sealing } }: TestService,
    emailId: string,
  ): string[] {
    return Array.from({ length: PEOPLE }, (_, n) => {
      const address = `zq7canary.page${n}@example.com`;
      const email = { id: emailId, projectId, category: 'marketing' };
      const addressIndex = sealing.addressIndex(projectId, address);
      const url =
        n % 2 === 0
          ? offerUnsubscribe(context, email, [address])?.unsubscribeUrl
          : writeConfirmationUrl(context, { projectId, addressIndex, expiresAt: new Date(Date.now() + 1e9) });
      return new URL(url ?? '').pathname;
    });
  }
}

// By the name of the field. A canary wherever a caller may put something private.
function knownValues(ids: string[], addresses: string[]) {
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

function createSigner(key: Awaited<ReturnType<typeof createSigningKey>>): SignSns {
  const digest = createHash('sha256').update(key.certificate).digest('hex').slice(0, 32);
  const SigningCertURL = `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${digest}.pem`;
  return (envelope) => {
    const complete = {
      Token: randomUUID(),
      SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
      ...envelope,
      SigningCertURL,
      Signature: '',
    };
    // What is not a message has no string to sign; it goes out with an empty signature.
    const message = snsMessage.safeParse(complete);
    if (!message.success) return complete;
    const algorithm = message.data.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
    const signer = createSign(algorithm).update(snsStringToSign(message.data));
    return { ...complete, Signature: signer.sign(key.privateKey, 'base64') };
  };
}
