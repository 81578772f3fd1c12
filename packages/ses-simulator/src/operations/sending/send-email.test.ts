import { BadRequestException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, emailTo } from '../../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../../create-ses-simulator.ts';
import { createSigningKey, type SigningKey } from '../../sns/signing-key.ts';

let signingKey: SigningKey;
let simulator: SesSimulator;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  signingKey = await createSigningKey();
  simulator = await createSesSimulator({ signingKey, quota: { maxPerSecond: 10_000 } });
  client = createClient(simulator.url);
});
beforeEach(() => {
  simulator.inbox.clear();
  simulator.calls.clear();
});
afterAll(() => simulator.close());

function send(...[to, replaced]: Parameters<typeof emailTo>) {
  return client.send(new SendEmailCommand(emailTo(to, replaced)));
}

function simple(text: string) {
  return { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: text } } } };
}

describe('what is accepted', () => {
  test('a simple message is in the inbox with all its parts and counted under its tags', async () => {
    const { MessageId } = await client.send(
      new SendEmailCommand({
        FromEmailAddress: 'Clinic <clinic@example.com>',
        Destination: {
          ToAddresses: ['Ana <ana@example.org>'],
          CcAddresses: ['ben@example.org'],
          BccAddresses: ['cy@example.org'],
        },
        ReplyToAddresses: ['desk@example.com'],
        Content: {
          Simple: {
            Subject: { Data: 'Grüße ✓', Charset: 'UTF-8' },
            Body: { Text: { Data: 'text' }, Html: { Data: '<p>html</p>' } },
            Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u/1>' }],
            Attachments: [
              {
                FileName: 'plan.pdf',
                ContentType: 'application/pdf',
                RawContent: Buffer.from([0, 255, 10, 13]),
              },
            ],
          },
        },
        EmailTags: [
          { Name: 'email_id', Value: 'e-1' },
          { Name: 'attempt_id', Value: 'e-1_1' },
        ],
        ConfigurationSetName: 'transactional',
      }),
    );

    expect(MessageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000$/);
    const message = simulator.inbox.get(MessageId ?? '');
    expect(message).toMatchObject({
      from: 'Clinic <clinic@example.com>',
      to: ['ana@example.org'],
      cc: ['ben@example.org'],
      bcc: ['cy@example.org'],
      replyTo: ['desk@example.com'],
      subject: 'Grüße ✓',
      html: '<p>html</p>',
      text: 'text',
      attachments: [
        { fileName: 'plan.pdf', contentType: 'application/pdf', size: 4, disposition: 'attachment' },
      ],
      tags: { email_id: 'e-1', attempt_id: 'e-1_1' },
      configurationSet: 'transactional',
    });
    expect(message?.headers).toContainEqual({ name: 'List-Unsubscribe', value: '<https://example.com/u/1>' });
    expect(JSON.stringify(message?.headers)).not.toContain('cy@example.org');
    expect(simulator.calls.ofAttempt('e-1_1')).toEqual({ received: 1, accepted: 1 });
    expect(simulator.calls.ofEmail('e-1')).toEqual({ received: 1, accepted: 1 });
  });

  test('50 recipients in one message', async () => {
    const fifty = Array.from({ length: 50 }, (_, n) => `r${n}@example.org`);
    await send(fifty);
    expect(simulator.inbox.list()[0]?.to).toEqual(fifty);
  });

  test('a raw message is parsed as MIME, and gets its recipients, tags and set from the headers', async () => {
    const raw = [
      'From: "Clinic, Front Desk" <clinic@example.com>',
      'To: Ana <ana@example.org>, ben@example.org',
      'Bcc: cy@example.org',
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      'X-SES-CONFIGURATION-SET: marketing',
      'X-SES-MESSAGE-TAGS: email_id=e-2, attempt_id=e-2_1',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>caf=C3=A9</p>',
      '--b',
      'Content-Type: text/csv; name="a.csv"',
      'Content-Disposition: attachment; filename="a.csv"',
      'Content-Transfer-Encoding: base64',
      '',
      'YSxi',
      '--b--',
      '',
    ].join('\r\n');

    await client.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));

    const message = simulator.inbox.list()[0];
    expect(message).toMatchObject({
      from: '"Clinic, Front Desk" <clinic@example.com>',
      to: ['ana@example.org', 'ben@example.org'],
      bcc: ['cy@example.org'],
      subject: 'Grüße',
      attachments: [{ fileName: 'a.csv', contentType: 'text/csv', size: 3 }],
      tags: { email_id: 'e-2', attempt_id: 'e-2_1' },
      configurationSet: 'marketing',
    });
    expect(message?.html?.trim()).toBe('<p>café</p>');
    expect(message?.headers.map(({ name }) => name)).not.toContain('Bcc');
  });

  test('a destination in the request replaces all recipients of a raw message', async () => {
    const raw = 'From: a@example.com\r\nTo: b@example.org\r\nBcc: c@example.org\r\nSubject: s\r\n\r\nhi';
    const Destination = { ToAddresses: ['d@example.org'] };
    await client.send(new SendEmailCommand({ Destination, Content: { Raw: { Data: Buffer.from(raw) } } }));
    expect(simulator.inbox.list()[0]).toMatchObject({ to: ['d@example.org'], bcc: [] });
  });

  test('the inbox keeps the newest messages only', async () => {
    await using small = await createSesSimulator({ signingKey, inboxSize: 2 });
    const sender = createClient(small.url);
    for (const to of ['a@example.org', 'b@example.org', 'c@example.org']) {
      await sender.send(new SendEmailCommand(emailTo(to)));
    }
    expect(small.inbox.list().map((message) => message.to[0])).toEqual(['c@example.org', 'b@example.org']);
  });
});

describe('what is refused', () => {
  const tooMany = Array.from({ length: 51 }, (_, n) => `r${n}@example.org`);
  const tag = (Name: string, Value: string) => ({ EmailTags: [{ Name, Value }] });
  const header = (Name: string, Value: string) => ({
    Content: { Simple: { ...simple('x').Simple, Headers: [{ Name, Value }] } },
  });

  test.each([
    ['51 recipients', tooMany, {}, 'Recipient count exceeds 50.'],
    ['no recipient', [], {}, 'Destination must have at least one recipient.'],
    ['an address without domain', 'ana', {}, "Missing final '@domain'"],
    [
      'a line break in an address',
      'a@example.org\r\nBcc: b@example.org',
      {},
      'Local address contains control or whitespace',
    ],
    ['a domain that is not ASCII', 'a@exämple.org', {}, 'Domain contains illegal character'],
    ['two addresses in one', 'a@example.org, b@example.org', {}, 'Illegal address'],
    [
      'no sender',
      'a@example.org',
      { FromEmailAddress: undefined },
      'FromEmailAddress is required for a simple message.',
    ],
    ['an empty body', 'a@example.org', { Content: simple('') }, 'Body must have a Text or an Html part.'],
    [
      'no content',
      'a@example.org',
      { Content: {} },
      'Content must have exactly one of Simple, Raw and Template.',
    ],
    [
      'a space in a tag',
      'a@example.org',
      tag('email_id', 'a b'),
      "Invalid tag value <a b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    ],
    [
      'a tag value of 257 characters',
      'a@example.org',
      tag('email_id', 'x'.repeat(257)),
      `Tag value <${'x'.repeat(257)}> is longer than 256 characters.`,
    ],
    [
      'a colon in a tag name',
      'a@example.org',
      tag('a:b', 'c'),
      "Invalid tag name <a:b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    ],
    [
      'a line break in a header',
      'a@example.org',
      header('X-A', 'b\r\nBcc: c@example.org'),
      'Invalid value of header <X-A>.',
    ],
    [
      'a file that SES does not carry',
      'a@example.org',
      {
        Content: {
          Simple: {
            ...simple('x').Simple,
            Attachments: [{ FileName: 'Setup.EXE', RawContent: Buffer.from('x') }],
          },
        },
      },
      "Illegal filename 'Setup.EXE'.",
    ],
    [
      'a header that stands twice',
      'a@example.org',
      header('subject', 'again'),
      "Duplicate header 'subject'.",
    ],
    ['a colon in a header name', 'a@example.org', header('X:A', 'b'), 'Invalid header name <X:A>.'],
  ])('%s', async (_what, to, replaced, message) => {
    const refusal = send(to, replaced);
    await expect(refusal).rejects.toBeInstanceOf(BadRequestException);
    await expect(refusal).rejects.toMatchObject({ message, $metadata: { httpStatusCode: 400 } });
    expect(simulator.inbox.count).toBe(0);
    expect(simulator.calls.total).toEqual({ received: 1, accepted: 0 });
  });

  test('a missing subject, named as the member it is', async () => {
    const Content = { Simple: { Subject: undefined, Body: { Text: { Data: 'x' } } } };
    await expect(send('a@example.org', { Content })).rejects.toMatchObject({
      name: 'BadRequestException',
      message:
        "1 validation error detected: Value at 'content.simple.subject' failed to satisfy constraint: Member must not be null",
    });
  });

  test('a message over 40 MB after encoding, while one just under it passes', {
    timeout: 60_000,
  }, async () => {
    const withAttachment = (bytes: number) => ({
      Content: {
        Simple: {
          ...simple('x').Simple,
          Attachments: [{ FileName: 'scan.bin', RawContent: new Uint8Array(bytes) }],
        },
      },
    });
    await send('a@example.org', withAttachment(30_500_000));
    await expect(send('a@example.org', withAttachment(30_700_000))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(/^Message length is more than 41943040 bytes long: '\d+'\.$/),
    });
    expect(simulator.inbox.count).toBe(1);
  });

  test('a configuration set that does not exist', async () => {
    await using strict = await createSesSimulator({
      signingKey,
      configurationSets: ['transactional'],
      defaultConfigurationSet: null,
    });
    const sender = createClient(strict.url);
    await sender.send(
      new SendEmailCommand(emailTo('a@example.org', { ConfigurationSetName: 'transactional' })),
    );
    await expect(
      sender.send(new SendEmailCommand(emailTo('a@example.org', { ConfigurationSetName: 'other' }))),
    ).rejects.toMatchObject({ message: 'Configuration set <other> does not exist.' });
  });
});
