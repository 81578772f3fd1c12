import { createHash, createSign, randomUUID } from 'node:crypto';
import { snsMessage, snsStringToSign } from '@carepost/contracts';
import { createSigningKey } from '@carepost/ses-simulator';
import { writeConfirmationUrl } from '../../src/consents/confirmation-link.ts';
import { offerUnsubscribe } from '../../src/suppressions/unsubscribe-link.ts';
import { startTestService, type TestService } from '../service.ts';
import { knownValues } from './known-values.ts';
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
