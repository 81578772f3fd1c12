import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SesEvent } from '@carepost/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { startSubscriber } from '../../test/start-subscriber.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
let subscriber: Awaited<ReturnType<typeof startSubscriber>>;
beforeAll(async () => {
  simulator = await createSesSimulator({ eventDelayMs: 5, quota: { maxPerSecond: 1000 } });
  subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
});
afterAll(async () => {
  await simulator.close();
  await subscriber.close();
});

/** Sends, waits until everything is reported, and gives the events of that message in the order of its life. */
async function eventsOf(to: string | string[], replaced = {}): Promise<SesEvent[]> {
  const { MessageId } = await createClient(simulator.url).send(new SendEmailCommand(emailTo(to, replaced)));
  await simulator.idle();
  const order = ['Reject', 'Send', 'Delivery', 'Bounce', 'Complaint'];
  return subscriber
    .events()
    .filter(({ mail }) => mail.messageId === MessageId)
    .sort((a, b) => order.indexOf(a.eventType) - order.indexOf(b.eventType));
}

const address = (name: string) => `${name}@simulator.amazonses.com`;

test.each([
  ['success', ['Send', 'Delivery']],
  ['bounce', ['Send', 'Bounce']],
  ['complaint', ['Send', 'Delivery', 'Complaint']],
  ['ooto', ['Send', 'Delivery', 'Bounce']],
  ['suppressionlist', ['Send', 'Bounce']],
  ['success+label', ['Send', 'Delivery']],
  ['Bounce+some.label', ['Send', 'Bounce']],
])('%s@simulator.amazonses.com gives %j', async (name, types) => {
  const events = await eventsOf(address(name));
  expect(events.map(({ eventType }) => eventType)).toEqual(types);
});

test('mail to any other address is delivered', async () => {
  const events = await eventsOf('ana@example.org');
  expect(events.at(-1)).toMatchObject({
    eventType: 'Delivery',
    delivery: { recipients: ['ana@example.org'], smtpResponse: expect.stringMatching(/^250 /) },
  });
});

test('a bounce is permanent and says who and why', async () => {
  expect((await eventsOf(address('bounce+1')))[1]).toMatchObject({
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: address('bounce+1'),
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
    },
  });
});

test('a suppressed address bounces as Suppressed, an automatic answer as Transient', async () => {
  expect((await eventsOf(address('suppressionlist')))[1]).toMatchObject({
    bounce: { bounceType: 'Permanent', bounceSubType: 'Suppressed' },
  });
  expect((await eventsOf(address('ooto')))[2]).toMatchObject({
    bounce: {
      bounceType: 'Transient',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: address('ooto') }],
    },
  });
});

test('a complaint names its recipient', async () => {
  expect((await eventsOf(address('complaint')))[2]).toMatchObject({
    complaint: {
      complainedRecipients: [{ emailAddress: address('complaint') }],
      complaintFeedbackType: 'abuse',
    },
  });
});

test('recipients of one domain and outcome share an event, others have their own', async () => {
  const events = await eventsOf(['a@example.org', 'b@example.org', 'c@example.net', address('bounce')]);
  expect(events).toHaveLength(4);
  expect(events[0]?.mail.destination).toHaveLength(4);
  const delivered = events.flatMap(({ delivery }) => (delivery ? [delivery.recipients] : []));
  expect(delivered.toSorted()).toEqual([['a@example.org', 'b@example.org'], ['c@example.net']]);
  expect(events[3]?.bounce?.bouncedRecipients).toMatchObject([{ emailAddress: address('bounce') }]);
});

test('every event carries the mail with its headers and tags', async () => {
  const events = await eventsOf(address('success'), {
    ConfigurationSetName: 'transactional',
    EmailTags: [{ Name: 'attempt_id', Value: 'e-9_1' }],
  });
  for (const { mail } of events) {
    expect(mail).toMatchObject({
      source: 'Clinic <clinic@example.com>',
      sendingAccountId: '000000000000',
      destination: [address('success')],
      headersTruncated: false,
      commonHeaders: {
        from: ['Clinic <clinic@example.com>'],
        to: [address('success')],
        subject: 'Your appointment',
      },
      tags: {
        'ses:configuration-set': ['transactional'],
        'ses:from-domain': ['example.com'],
        attempt_id: ['e-9_1'],
      },
    });
  }
});

test('headers past 10 KB are left out, and the event says so', async () => {
  const Headers = Array.from({ length: 12 }, (_, n) => ({ Name: `X-Long-${n}`, Value: 'x'.repeat(980) }));
  const Content = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } }, Headers } };
  const [sent] = await eventsOf(address('success'), { Content });
  expect(sent?.mail.headersTruncated).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(sent?.mail.headers))).toBeLessThan(11 * 1024);
});

test('a virus is accepted and then rejected', async () => {
  const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
  const Attachments = [{ FileName: 'a.txt', RawContent: Buffer.from(eicar) }];
  const Content = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } }, Attachments } };
  const events = await eventsOf(address('success'), { Content });
  expect(events).toMatchObject([{ eventType: 'Reject', reject: { reason: 'Bad content' } }]);
});

test('a message without a configuration set has no events', async () => {
  await using silent = await createSesSimulator({ eventDelayMs: 1, defaultConfigurationSet: null });
  await using hook = await startSubscriber({ fetchSns: silent.fetchSns });
  await silent.subscribe(hook.url);
  const client = createClient(silent.url);
  await client.send(new SendEmailCommand(emailTo('a@example.org')));
  await client.send(
    new SendEmailCommand(emailTo('b@example.org', { ConfigurationSetName: 'transactional' })),
  );
  await silent.idle();
  expect(hook.events().flatMap(({ mail }) => mail.destination)).toEqual(['b@example.org', 'b@example.org']);
});
