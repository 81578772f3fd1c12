import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  type ListSuppressedDestinationsCommandInput,
  NotFoundException,
  PutAccountSuppressionAttributesCommand,
  PutSuppressedDestinationCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emailTo } from '../../../test/create-client.ts';
import {
  startWatchedSimulator,
  typesOf,
  type WatchedSimulator,
} from '../../../test/start-watched-simulator.ts';

let now: number;
let watched: WatchedSimulator;
beforeAll(async () => {
  now = Date.now();
  watched = await startWatchedSimulator({ clock: () => new Date(now) });
});
beforeEach(async () => {
  watched.simulator.suppression.clear();
  watched.simulator.outcomes.clear();
  watched.simulator.account.change({ suppressedReasons: ['BOUNCE', 'COMPLAINT'] });
});
afterAll(() => watched[Symbol.asyncDispose]());

function put(EmailAddress: string, Reason: 'BOUNCE' | 'COMPLAINT' = 'BOUNCE') {
  return watched.client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
}
async function send(to: string | string[]): Promise<string> {
  const { MessageId } = await watched.client.send(new SendEmailCommand(emailTo(to)));
  return MessageId ?? '';
}

test('an address is put on the list, read in any case, and taken off', async () => {
  await put('Ana@example.org', 'COMPLAINT');
  const { SuppressedDestination } = await watched.client.send(
    new GetSuppressedDestinationCommand({ EmailAddress: 'ANA@EXAMPLE.ORG' }),
  );
  expect(SuppressedDestination).toMatchObject({
    EmailAddress: 'ana@example.org',
    Reason: 'COMPLAINT',
    LastUpdateTime: new Date(now),
  });
  await watched.client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'ana@example.org' }));
  const input = { EmailAddress: 'ana@example.org' };
  for (const refusal of [
    watched.client.send(new GetSuppressedDestinationCommand(input)),
    watched.client.send(new DeleteSuppressedDestinationCommand(input)),
  ]) {
    await expect(refusal).rejects.toBeInstanceOf(NotFoundException);
    await expect(refusal).rejects.toThrow(
      'Email address ana@example.org does not exist on your suppression list.',
    );
  }
});

test('the list is filtered by reason and time, and comes in pages', async () => {
  const start = now;
  for (const [n, reason] of (['BOUNCE', 'COMPLAINT', 'BOUNCE', 'BOUNCE'] as const).entries()) {
    await put(`r${n}@example.org`, reason);
    now += 1000;
  }
  const list = async (input: ListSuppressedDestinationsCommandInput) =>
    watched.client.send(new ListSuppressedDestinationsCommand(input));
  const names = ({ SuppressedDestinationSummaries }: Awaited<ReturnType<typeof list>>) =>
    SuppressedDestinationSummaries?.map(({ EmailAddress }) => EmailAddress);

  expect(names(await list({ Reasons: ['COMPLAINT'] }))).toEqual(['r1@example.org']);
  expect(names(await list({ StartDate: new Date(start + 1000), EndDate: new Date(start + 2000) }))).toEqual([
    'r1@example.org',
    'r2@example.org',
  ]);
  const first = await list({ PageSize: 3 });
  expect(names(first)).toHaveLength(3);
  const second = await list({ PageSize: 3, NextToken: first.NextToken });
  expect([names(second), second.NextToken]).toEqual([['r3@example.org'], undefined]);
  await expect(list({ NextToken: 'nonsense' })).rejects.toMatchObject({ name: 'BadRequestException' });
});

test('a send to a suppressed address is accepted, bounces, and reaches the other recipients', async () => {
  await put('gone@example.org');
  const events = await watched.eventsOf(await send(['gone@example.org', 'here@example.org']));
  expect(typesOf(events)).toEqual(['Bounce', 'Delivery', 'Send']);
  expect(events.find(({ bounce }) => bounce)?.bounce).toMatchObject({
    bounceType: 'Permanent',
    bounceSubType: 'OnAccountSuppressionList',
    bouncedRecipients: [{ emailAddress: 'gone@example.org' }],
  });
});

test('an address listed for a complaint is reported as a complaint, as SES documents', async () => {
  await put('angry@example.org', 'COMPLAINT');
  const events = await watched.eventsOf(await send('angry@example.org'));
  expect(typesOf(events)).toEqual(['Complaint', 'Send']);
  expect(events.find(({ complaint }) => complaint)?.complaint).toMatchObject({
    complaintSubType: 'OnAccountSuppressionList',
  });
});

test('a hard bounce and a complaint put an address on the list, a soft bounce does not', async () => {
  watched.simulator.outcomes.set({
    'gone@example.org': 'bounced',
    'angry@example.org': 'complained',
    'full@example.org': 'mailboxFull',
  });
  const bounced = await send('gone@example.org');
  for (const to of ['angry@example.org', 'full@example.org']) await send(to);
  await watched.simulator.idle();
  const { SuppressedDestination } = await watched.client.send(
    new GetSuppressedDestinationCommand({ EmailAddress: 'gone@example.org' }),
  );
  expect(SuppressedDestination).toMatchObject({
    Reason: 'BOUNCE',
    Attributes: { MessageId: bounced, FeedbackId: expect.stringMatching(/^0100/) },
  });
  expect(watched.simulator.suppression.get('angry@example.org')?.reason).toBe('COMPLAINT');
  expect(watched.simulator.suppression.get('full@example.org')).toBeUndefined();
});

test('addresses of the mailbox simulator never get on the list', async () => {
  for (const name of ['bounce', 'complaint']) await send(`${name}@simulator.amazonses.com`);
  await watched.simulator.idle();
  expect(watched.simulator.suppression.size).toBe(0);
});

test('only the reasons that the account names suppress', async () => {
  await watched.client.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: ['COMPLAINT'] }));
  const { SuppressionAttributes } = await watched.client.send(new GetAccountCommand({}));
  expect(SuppressionAttributes).toEqual({ SuppressedReasons: ['COMPLAINT'] });
  watched.simulator.outcomes.set({ 'gone@example.org': 'bounced' });
  await send('gone@example.org');
  await watched.simulator.idle();
  expect(watched.simulator.suppression.size).toBe(0);
  await put('listed@example.org', 'BOUNCE');
  expect(typesOf(await watched.eventsOf(await send('listed@example.org')))).toEqual(['Delivery', 'Send']);
});

test('suppression works without a configuration set, though nothing is published', async () => {
  await using silent = await startWatchedSimulator({ defaultConfigurationSet: null });
  silent.simulator.outcomes.set({ 'example.net': 'bounced' });
  const { MessageId } = await silent.client.send(new SendEmailCommand(emailTo('gone@example.net')));
  expect(await silent.eventsOf(MessageId)).toEqual([]);
  expect(silent.simulator.suppression.get('gone@example.net')?.reason).toBe('BOUNCE');
});

test.each([
  [{ EmailAddress: 'nobody', Reason: 'BOUNCE' }, "Missing final '@domain'"],
  [{ EmailAddress: 'a@example.org', Reason: 'SPITE' }, /^1 validation error detected: Value at 'reason'/],
])('%j is refused', async (input, message) => {
  const refusal = watched.client.send(new PutSuppressedDestinationCommand(Object(input)));
  await expect(refusal).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(refusal).rejects.toThrow(message);
});
