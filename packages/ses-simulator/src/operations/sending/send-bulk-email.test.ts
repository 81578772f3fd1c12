import {
  BadRequestException,
  type BulkEmailEntry,
  SendBulkEmailCommand,
  type SendBulkEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  startWatchedSimulator,
  typesOf,
  type WatchedSimulator,
} from '../../../test/start-watched-simulator.ts';

let watched: WatchedSimulator;
beforeAll(async () => {
  watched = await startWatchedSimulator();
});
beforeEach(() => {
  watched.simulator.inbox.clear();
  watched.simulator.calls.clear();
  watched.simulator.faults.clear();
});
afterAll(() => watched[Symbol.asyncDispose]());

const TemplateContent = { Subject: 'Hello {{name}}', Text: '{{name}}: {{fact}}' };

function entry(to: string, data?: object, more: Partial<BulkEmailEntry> = {}): BulkEmailEntry {
  const ReplacementTemplateData = JSON.stringify(data);
  return {
    Destination: { ToAddresses: [to] },
    ...(data === undefined
      ? {}
      : { ReplacementEmailContent: { ReplacementTemplate: { ReplacementTemplateData } } }),
    ...more,
  };
}

async function send(BulkEmailEntries: BulkEmailEntry[], replaced: Partial<SendBulkEmailCommandInput> = {}) {
  const { BulkEmailEntryResults = [] } = await watched.client.send(
    new SendBulkEmailCommand({
      FromEmailAddress: 'Clinic <clinic@example.com>',
      DefaultContent: { Template: { TemplateContent, TemplateData: '{"name":"friend","fact":"unknown"}' } },
      BulkEmailEntries,
      ...replaced,
    }),
  );
  return BulkEmailEntryResults;
}

test('each entry is a message with its own data, tags and headers over the defaults', async () => {
  const results = await send(
    [
      entry('ana@example.org', { name: 'Ana' }, { ReplacementTags: [{ Name: 'attempt_id', Value: 'a_1' }] }),
      entry(
        'ben@example.org',
        {},
        {
          ReplacementTags: [
            { Name: 'attempt_id', Value: 'b_1' },
            { Name: 'kind', Value: 'special' },
          ],
          ReplacementHeaders: [{ Name: 'X-Unit', Value: 'B' }],
        },
      ),
    ],
    {
      DefaultEmailTags: [{ Name: 'kind', Value: 'usual' }],
      DefaultContent: {
        Template: {
          TemplateContent,
          TemplateData: '{"name":"friend","fact":"unknown"}',
          Headers: [{ Name: 'X-Unit', Value: 'A' }],
        },
      },
    },
  );
  expect(results.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  const [ana, ben] = results.map(({ MessageId }) => watched.simulator.inbox.get(MessageId ?? ''));
  expect(ana).toMatchObject({
    to: ['ana@example.org'],
    subject: 'Hello Ana',
    text: 'Ana: unknown',
    tags: { kind: 'usual', attempt_id: 'a_1' },
  });
  expect(ben).toMatchObject({ subject: 'Hello friend', tags: { kind: 'special', attempt_id: 'b_1' } });
  expect(ana?.headers).toContainEqual({ name: 'X-Unit', value: 'A' });
  expect(ben?.headers).toContainEqual({ name: 'X-Unit', value: 'B' });
  expect(watched.simulator.calls.ofAttempt('b_1')).toEqual({ received: 1, accepted: 1 });
  const events = await watched.eventsOf(ana?.messageId);
  expect(typesOf(events)).toEqual(['Delivery', 'Send']);
  expect(events[0]?.mail.tags).toMatchObject({ attempt_id: ['a_1'], 'ses:operation': ['SendBulkEmail'] });
});

test('an entry that is wrong fails alone', async () => {
  const results = await send([
    entry('not an address'),
    entry('ana@example.org', {}, { ReplacementTags: [{ Name: 'attempt_id', Value: 'a b' }] }),
    entry('ben@example.org'),
  ]);
  expect(results).toMatchObject([
    { Status: 'INVALID_PARAMETER', Error: "Missing final '@domain'" },
    { Status: 'INVALID_PARAMETER', Error: expect.stringContaining('Invalid tag value') },
    { Status: 'SUCCESS' },
  ]);
  expect(watched.simulator.inbox.count).toBe(1);
});

test('a missing variable is accepted, and reported as a rendering failure', async () => {
  const [result] = await send([entry('ana@example.org', { name: 'Ana' })], {
    DefaultContent: { Template: { TemplateContent } },
  });
  expect(result?.Status).toBe('SUCCESS');
  expect(typesOf(await watched.eventsOf(result?.MessageId))).toEqual(['Rendering Failure']);
});

test('a template that does not exist is the result of every entry', async () => {
  const results = await send([entry('ana@example.org'), entry('ben@example.org')], {
    DefaultContent: { Template: { TemplateName: 'missing' } },
  });
  expect(results.map(({ Status }) => Status)).toEqual(['TEMPLATE_NOT_FOUND', 'TEMPLATE_NOT_FOUND']);
});

test('fifty entries pass, fifty-one are refused as a whole', async () => {
  const entries = Array.from({ length: 51 }, (_, n) => entry(`r${n}@example.org`));
  await expect(send(entries)).rejects.toBeInstanceOf(BadRequestException);
  await expect(send(entries)).rejects.toThrow(/Value at 'bulkEmailEntries'.*less than or equal to 50/);
  expect(watched.simulator.inbox.count).toBe(0);
  expect(await send(entries.slice(1))).toHaveLength(50);
  expect(watched.simulator.calls.total).toEqual({ received: 152, accepted: 50 });
});

test('the account says of each entry what it says of a message', async () => {
  await using limited = await startWatchedSimulator({ quota: { max24Hours: 3, maxPerSecond: 2 } });
  const input = {
    FromEmailAddress: 'clinic@example.com',
    DefaultContent: { Template: { TemplateContent: { Subject: 's', Text: 't' } } },
    BulkEmailEntries: ['a', 'b', 'c'].map((name) => entry(`${name}@example.org`)),
  };
  const statuses = async () => {
    const { BulkEmailEntryResults } = await limited.client.send(new SendBulkEmailCommand(input));
    return BulkEmailEntryResults?.map(({ Status }) => Status);
  };
  expect(await statuses()).toEqual(['SUCCESS', 'SUCCESS', 'ACCOUNT_THROTTLED']);
  limited.simulator.account.change({ quota: { max24Hours: 2 } });
  expect(new Set(await statuses())).toEqual(new Set(['ACCOUNT_DAILY_QUOTA_EXCEEDED']));
  limited.simulator.account.change({ paused: true });
  expect(new Set(await statuses())).toEqual(new Set(['ACCOUNT_SENDING_PAUSED']));
  limited.simulator.account.change({ paused: false, suspended: true });
  expect(new Set(await statuses())).toEqual(new Set(['ACCOUNT_SUSPENDED']));
});

test('a fault strikes the request as a whole', async () => {
  watched.simulator.faults.set({ throttle: 1, resetAfterAccept: 1 });
  await expect(send([entry('ana@example.org')])).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect(watched.simulator.inbox.count).toBe(0);
  await expect(send([entry('ana@example.org'), entry('ben@example.org')])).rejects.toMatchObject({
    code: 'ECONNRESET',
  });
  expect(watched.simulator.inbox.count).toBe(2);
});
