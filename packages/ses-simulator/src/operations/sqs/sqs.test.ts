import { verify } from 'node:crypto';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type SesEvent, sesEvent, snsMessage, snsStringToSign } from '@carepost/contracts';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, emailTo } from '../../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../../create-ses-simulator.ts';
import { createSigningKey, type SigningKey } from '../../sns/signing-key.ts';

let signingKey: SigningKey;
let simulator: SesSimulator;
let sqs: SQSClient;
let QueueUrl: string;
beforeAll(async () => {
  signingKey = await createSigningKey();
});
beforeEach(async () => {
  simulator = await createSesSimulator({
    signingKey,
    eventDelayMs: 1,
    quota: { maxPerSecond: 1000 },
    queues: ['carepost-events'],
  });
  sqs = new SQSClient({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' },
    maxAttempts: 1,
  });
  QueueUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'carepost-events' }))).QueueUrl ?? '';
});
afterEach(async () => {
  sqs.destroy();
  await simulator.close();
});

async function send(to = 'ana@example.org') {
  const { MessageId } = await createClient(simulator.url).send(new SendEmailCommand(emailTo(to)));
  return MessageId;
}
async function receive(input: Partial<ReceiveMessageCommandInput> = {}) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      ...input,
    }),
  );
  return Messages;
}
function eventOf({ Body }: { Body?: string | undefined }): SesEvent {
  return sesEvent.parse(JSON.parse(snsMessage.parse(JSON.parse(Body ?? '')).Message));
}

test('every event is a message whose body is the signed SNS message, in the order of publishing', async () => {
  const id = await send();
  await simulator.idle();
  const messages = await receive();
  expect(messages.map((message) => eventOf(message).eventType)).toEqual(['Send', 'Delivery']);
  expect(messages.every((message) => eventOf(message).mail.messageId === id)).toBe(true);
  const envelope = JSON.parse(messages[0]?.Body ?? '');
  expect(envelope).toMatchObject({ Type: 'Notification', TopicArn: simulator.topicArn });
  expect(envelope.UnsubscribeURL).toContain('Action=Unsubscribe');
  const parsed = snsMessage.parse(envelope);
  const signature = Buffer.from(parsed.Signature, 'base64');
  const signed = Buffer.from(snsStringToSign(parsed));
  expect(verify('RSA-SHA256', signed, signingKey.certificate, signature)).toBe(true);
});

test('a message in flight is hidden, comes back after its timeout with a higher count, and stays away once deleted', async () => {
  await send();
  await simulator.idle();
  const first = await receive({ VisibilityTimeout: 1 });
  expect(first.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['1', '1']);
  expect(await receive()).toEqual([]);
  const again = await receive({ WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
  expect(again[0]?.Attributes?.ApproximateReceiveCount).toBe('2');
  expect(first.map(({ MessageId }) => MessageId)).toContain(again[0]?.MessageId);
  // A handle of an earlier receipt does nothing, the latest one deletes.
  const old = first.find(({ MessageId }) => MessageId === again[0]?.MessageId);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old?.ReceiptHandle }));
  expect((await counts()).NotVisible).toBe(1);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again[0]?.ReceiptHandle }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again[0]?.ReceiptHandle }));
  expect((await counts()).NotVisible).toBe(0);
});

async function counts() {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return {
    Visible: Number(Attributes?.ApproximateNumberOfMessages),
    NotVisible: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    Arn: Attributes?.QueueArn,
  };
}

test('a long poll waits for the first message, and a closing simulator ends it', async () => {
  const polled = receive({ WaitTimeSeconds: 20 });
  await send();
  expect((await polled).map((message) => eventOf(message).eventType)).toEqual(['Send']);
  const last = receive({ WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
  expect(eventOf((await last)[0] ?? {}).eventType).toBe('Delivery');
  const cut = receive({ WaitTimeSeconds: 20 }).catch(() => 'cut');
  await simulator.close();
  expect(await cut).toSatisfy((result) => result === 'cut' || Array.isArray(result));
});

test('visibility is changed while a message is in flight, and only then', async () => {
  await send();
  await simulator.idle();
  const [message] = await receive({ MaxNumberOfMessages: 1 });
  const change = (VisibilityTimeout: number) =>
    sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout,
      }),
    );
  await change(600);
  expect(await counts()).toMatchObject({ Visible: 1, NotVisible: 1 });
  await change(0);
  expect(await counts()).toMatchObject({ Visible: 2, NotVisible: 0 });
  await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
});

test('a batch deletes what it can and names what it cannot', async () => {
  await send();
  await simulator.idle();
  const [message] = await receive();
  const { Successful, Failed } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
        { Id: 'bad', ReceiptHandle: 'nonsense' },
      ],
    }),
  );
  expect(Successful).toEqual([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
  const same = { Id: 'x', ReceiptHandle: 'y' };
  for (const [Entries, name] of [
    [[], 'EmptyBatchRequest'],
    [[same, same], 'BatchEntryIdsNotDistinct'],
    [Array.from({ length: 11 }, (_, n) => ({ ...same, Id: `${n}` })), 'TooManyEntriesInBatchRequest'],
  ] as const) {
    await expect(
      sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: [...Entries] })),
    ).rejects.toMatchObject({ name });
  }
});

test('an unknown queue, a wrong handle and a value out of range have the errors of SQS', async () => {
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'other' }))).rejects.toBeInstanceOf(
    QueueDoesNotExist,
  );
  await expect(
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' })),
  ).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
  await expect(receive({ MaxNumberOfMessages: 11 })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringContaining('MaxNumberOfMessages'),
  });
  await expect(receive({ WaitTimeSeconds: 21 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('a queue is subscribed from outside, and misses nothing while events are held', async () => {
  const response = await fetch(`${simulator.url}/_simulator/topic/subscriptions`, {
    method: 'POST',
    body: JSON.stringify({ queue: 'second' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(202);
  const url = (await sqs.send(new GetQueueUrlCommand({ QueueName: 'second' }))).QueueUrl ?? '';
  expect(url).toBe(simulator.subscribeQueue('second'));
  simulator.holdEvents();
  await send();
  expect(await receive({ QueueUrl: url })).toEqual([]);
  simulator.releaseEvents();
  await simulator.idle();
  expect(await receive({ QueueUrl: url })).toHaveLength(2);
  expect((await counts()).Arn).toBe('arn:aws:sqs:us-east-1:000000000000:carepost-events');
});

test('a signature of another key is refused', async () => {
  const stranger = new SQSClient({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: 'wrong' },
    maxAttempts: 1,
  });
  await expect(stranger.send(new GetQueueUrlCommand({ QueueName: 'carepost-events' }))).rejects.toMatchObject(
    { name: 'InvalidSignatureException' },
  );
});
