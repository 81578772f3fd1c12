import { createSign } from 'node:crypto';
import { type SnsMessage, snsStringToSign } from '@carepost/contracts';
import { createSigningKey } from '@carepost/ses-simulator';
import { beforeAll, expect, test } from 'vitest';
import { SnsRefusedError, verifySns } from './verify-sns.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:carepost-events';
const now = new Date();
let key: Awaited<ReturnType<typeof createSigningKey>>;
beforeAll(async () => {
  key = await createSigningKey('us-east-1');
});

type Notification = Extract<SnsMessage, { Type: 'Notification' }>;

function signed(change: Partial<Notification> = {}): Notification {
  const message: Notification = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn: TOPIC,
    Message: '{}',
    Timestamp: now.toISOString(),
    SignatureVersion: '2',
    Signature: '',
    SigningCertURL:
      'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    ...change,
  };
  const algorithm = message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  return {
    ...message,
    Signature: createSign(algorithm).update(snsStringToSign(message)).sign(key.privateKey, 'base64'),
  };
}

/** Verifies and counts fetches: what must be refused first is refused without one. */
async function check(
  message: SnsMessage,
  topicArns = [TOPIC],
): Promise<{ fetched: string[]; refused?: string }> {
  const fetched: string[] = [];
  const certificateOf = async (url: URL) => {
    fetched.push(url.href);
    return key.certificate;
  };
  try {
    await verifySns(message, { topicArns, now, certificateOf });
    return { fetched };
  } catch (error) {
    if (!(error instanceof SnsRefusedError)) throw error;
    return { fetched, refused: error.message };
  }
}

test.each(['1', '2'] as const)(
  'a message signed with version %s by our topic verifies',
  async (SignatureVersion) => {
    expect((await check(signed({ SignatureVersion }))).refused).toBeUndefined();
    expect((await check(signed({ SignatureVersion, Subject: 'Amazon SES' }))).refused).toBeUndefined();
  },
);

test('a changed field does not verify', async () => {
  for (const change of [{ Message: '{"x":1}' }, { MessageId: '2' }, { Subject: 'added' }]) {
    expect((await check({ ...signed(), ...change })).refused).toContain('signature');
  }
});

test('20: a topic that is not listed is refused before anything is fetched', async () => {
  const answer = await check(signed({ TopicArn: 'arn:aws:sns:us-east-1:999999999999:carepost-events' }));
  expect(answer).toEqual({ fetched: [], refused: expect.stringContaining('topic') });
  expect(await check(signed(), [])).toMatchObject({ fetched: [] });
});

test.each([
  'http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://user@sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-east-1.amazonaws.com//127.0.0.1:8290/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'https://sns.us-east-1.amazonaws.com/x.pem',
  'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem?redirect=evil',
  'https://evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'file:///etc/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
  'not a url',
])('21: the certificate at %s is never fetched', async (SigningCertURL) => {
  expect(await check(signed({ SigningCertURL }))).toEqual({ fetched: [], refused: expect.any(String) });
});

test('a listed topic that is no ARN opens no door to other hosts', async () => {
  const SigningCertURL =
    'https://evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
  expect(await check(signed({ TopicArn: 'carepost-events', SigningCertURL }), ['carepost-events'])).toEqual({
    fetched: [],
    refused: expect.any(String),
  });
});

test('a SubscribeURL elsewhere is refused before anything is fetched', async () => {
  const { Subject: _, ...message } = signed();
  const confirmation = {
    ...message,
    Type: 'SubscriptionConfirmation' as const,
    Token: 't',
    SubscribeURL: 'https://evil.example/',
  };
  expect(await check(confirmation)).toEqual({ fetched: [], refused: expect.any(String) });
});

test('old and future messages are refused', async () => {
  const at = (offsetMs: number) => signed({ Timestamp: new Date(now.getTime() + offsetMs).toISOString() });
  expect(await check(at(-61 * 60_000))).toMatchObject({
    fetched: [],
    refused: expect.stringContaining('timestamp'),
  });
  expect(await check(at(6 * 60_000))).toMatchObject({ fetched: [] });
  expect((await check(at(-59 * 60_000))).refused).toBeUndefined();
});
