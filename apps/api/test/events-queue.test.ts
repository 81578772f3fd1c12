import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { setSendRate } from '../src/delivery/adapt-send-rate.ts';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { startSqsConsumer } from '../src/events/sqs-consumer.ts';
import { simulatorCredentials } from '../src/simulator-credentials.ts';
import { startTestService, type TestService } from './service.ts';

// Events over SNS → SQS. The service has no web address that SNS could reach, and its worker is started by hand.
let service: TestService;
let queueUrl: string;
beforeAll(async () => {
  service = await startTestService({
    subscribe: false,
    simulator: { quota: { maxPerSecond: 5000 } },
    env: { RUN_WORKER: 'false' },
  });
  queueUrl = service.simulator.subscribeQueue('carepost-events');
  await setSendRate(service.context, 5000);
});
afterAll(() => service[Symbol.asyncDispose]());

const message = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;

async function send(to: string): Promise<string> {
  const { id } = await service.client.emails.send.mutate({ to, message });
  await deliverBatch(service.context, { claims: new Set(), draining: new AbortController().signal }, [id]);
  await service.simulator.idle();
  return id;
}

function consume(change: Partial<Context> = {}) {
  const config = { ...service.context.config, sesEventsQueueUrl: queueUrl };
  const consumer = startSqsConsumer({ ...service.context, config, ...change });
  if (!consumer) throw new Error('no consumer');
  return consumer;
}

async function waiting(): Promise<number> {
  const { region, url: endpoint } = { region: 'us-east-1', url: service.simulator.url };
  const client = new SQSClient({ region, endpoint, credentials: simulatorCredentials });
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  client.destroy();
  return (
    Number(Attributes?.ApproximateNumberOfMessages) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
  );
}

test('23: nobody listens for two hours, and no event is lost', async () => {
  const ids = await Promise.all([1, 2, 3].map((n) => send(`success+${n}@simulator.amazonses.com`)));
  const bounced = await send('bounce+23@simulator.amazonses.com');
  expect(await waiting()).toBe(8);
  const consumer = consume({ now: () => new Date(Date.now() + 2 * 60 * 60_000) });
  for (const id of ids) expect(await service.until(id, 'delivered')).toBe('delivered');
  expect(await service.until(bounced, 'bounced')).toBe('bounced');
  await expect.poll(waiting).toBe(0);
  await consumer.stop();
});

test('an event that cannot be stored stays in the queue', async () => {
  const id = await send('success+stays@simulator.amazonses.com');
  expect(await waiting()).toBe(2);
  let failures = 0;
  const { database } = service.context;
  const away = Object.create(database, {
    transaction: {
      value: () => {
        failures += 1;
        return Promise.reject(new Error('the database is away'));
      },
    },
  });
  const consumer = consume({ database: away });
  await expect.poll(() => failures).toBe(2);
  await consumer.stop();
  expect(await waiting()).toBe(2);
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'sent' });
});

test('a queue that cannot be reached is tried again, and the consumer stops at once all the same', async () => {
  // Nothing listens on the discard port.
  const provider = { kind: 'simulator' as const, region: 'us-east-1', url: 'http://127.0.0.1:9' };
  const config = { ...service.context.config, provider, sesEventsQueueUrl: queueUrl };
  const warned: unknown[] = [];
  const logger = { ...service.context.logger, warn: (...line: unknown[]) => void warned.push(line) };
  const consumer = startSqsConsumer({ ...service.context, config, logger });
  await expect.poll(() => warned.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await consumer?.stop();
});
