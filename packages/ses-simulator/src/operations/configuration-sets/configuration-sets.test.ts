import {
  AlreadyExistsException,
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateDedicatedIpPoolCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  DeleteDedicatedIpPoolCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  ListConfigurationSetsCommand,
  NotFoundException,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  SendEmailCommand,
  SendingPausedException,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../../test/create-client.ts';
import {
  startWatchedSimulator,
  typesOf,
  type WatchedSimulator,
} from '../../../test/start-watched-simulator.ts';
import { createSesSimulator } from '../../create-ses-simulator.ts';

let watched: WatchedSimulator;
beforeAll(async () => {
  watched = await startWatchedSimulator({ configurationSets: ['declared'], defaultConfigurationSet: null });
});
afterAll(() => watched[Symbol.asyncDispose]());

async function createSet(ConfigurationSetName: string) {
  await watched.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
}
async function send(ConfigurationSetName?: string, to = 'ana@example.org') {
  const { MessageId } = await watched.client.send(
    new SendEmailCommand(emailTo(to, { ConfigurationSetName })),
  );
  return MessageId;
}
const toTopic = (...MatchingEventTypes: ('SEND' | 'DELIVERY' | 'BOUNCE')[]) => ({
  Enabled: true,
  MatchingEventTypes,
  SnsDestination: { TopicArn: watched.simulator.topicArn },
});

test('a set is created with options, read, listed in pages and deleted', async () => {
  const options = {
    DeliveryOptions: { TlsPolicy: 'REQUIRE', MaxDeliverySeconds: 300 },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
    Tags: [{ Key: 'team', Value: 'care' }],
  } as const;
  await watched.client.send(
    new CreateConfigurationSetCommand({
      ConfigurationSetName: 'full',
      DeliveryOptions: options.DeliveryOptions,
      SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
      Tags: [{ Key: 'team', Value: 'care' }],
    }),
  );
  await expect(createSet('full')).rejects.toBeInstanceOf(AlreadyExistsException);
  const set = await watched.client.send(new GetConfigurationSetCommand({ ConfigurationSetName: 'full' }));
  expect(set).toMatchObject({
    ...options,
    ConfigurationSetName: 'full',
    SendingOptions: { SendingEnabled: true },
  });
  const page = await watched.client.send(new ListConfigurationSetsCommand({ PageSize: 1 }));
  expect(page.ConfigurationSets).toEqual(['declared']);
  const next = await watched.client.send(new ListConfigurationSetsCommand({ NextToken: page.NextToken }));
  expect(next.ConfigurationSets).toContain('full');
  await watched.client.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: 'full' }));
  const gone = watched.client.send(new GetConfigurationSetCommand({ ConfigurationSetName: 'full' }));
  await expect(gone).rejects.toBeInstanceOf(NotFoundException);
  await expect(gone).rejects.toThrow('Configuration set <full> does not exist.');
});

test('a send that names an unknown set is refused when sets are declared', async () => {
  const refusal = send('unknown');
  await expect(refusal).rejects.toBeInstanceOf(NotFoundException);
  await expect(refusal).rejects.toThrow('Configuration set <unknown> does not exist.');
});

test('a declared set publishes everything to the topic, a created one only what its destinations want', async () => {
  expect(typesOf(await watched.eventsOf(await send('declared')))).toEqual(['Delivery', 'Send']);
  await createSet('quiet');
  expect(await watched.eventsOf(await send('quiet'))).toEqual([]);
  await watched.client.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'quiet',
      EventDestinationName: 'deliveries',
      EventDestination: toTopic('DELIVERY', 'BOUNCE'),
    }),
  );
  expect(typesOf(await watched.eventsOf(await send('quiet')))).toEqual(['Delivery']);
  await watched.client.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'quiet',
      EventDestinationName: 'all',
      EventDestination: toTopic('SEND', 'DELIVERY'),
    }),
  );
  expect(typesOf(await watched.eventsOf(await send('quiet')))).toEqual(['Delivery', 'Delivery', 'Send']);
});

test('event destinations are read, replaced, switched off and deleted', async () => {
  const set = { ConfigurationSetName: 'tuned' };
  const named = { ...set, EventDestinationName: 'events' };
  await createSet('tuned');
  const create = new CreateConfigurationSetEventDestinationCommand({
    ...named,
    EventDestination: toTopic('SEND'),
  });
  await watched.client.send(create);
  await expect(watched.client.send(create)).rejects.toBeInstanceOf(AlreadyExistsException);
  await watched.client.send(
    new UpdateConfigurationSetEventDestinationCommand({
      ...named,
      EventDestination: { ...toTopic('SEND', 'BOUNCE'), Enabled: false },
    }),
  );
  const read = () => watched.client.send(new GetConfigurationSetEventDestinationsCommand(set));
  expect((await read()).EventDestinations).toEqual([
    { Name: 'events', ...toTopic('SEND', 'BOUNCE'), Enabled: false },
  ]);
  expect(await watched.eventsOf(await send('tuned'))).toEqual([]);
  await watched.client.send(new DeleteConfigurationSetEventDestinationCommand(named));
  expect((await read()).EventDestinations).toEqual([]);
  await expect(
    watched.client.send(new DeleteConfigurationSetEventDestinationCommand(named)),
  ).rejects.toBeInstanceOf(NotFoundException);
});

test('a destination needs one target that exists, and an event type', async () => {
  await createSet('picky');
  for (const [EventDestination, message] of [
    [{ MatchingEventTypes: ['SEND'] }, /exactly one kind of target/],
    [{ ...toTopic(), MatchingEventTypes: [] }, /at least one matching event type/],
    [
      { ...toTopic('SEND'), SnsDestination: { TopicArn: 'arn:aws:sns:us-east-1:1:other' } },
      /arn:aws:sns:us-east-1:1:other/,
    ],
  ] as const) {
    const refusal = watched.client.send(
      new CreateConfigurationSetEventDestinationCommand({
        ConfigurationSetName: 'picky',
        EventDestinationName: 'x',
        EventDestination: Object(EventDestination),
      }),
    );
    await expect(refusal).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(refusal).rejects.toThrow(message);
  }
});

test('a set whose sending is paused refuses, until it is switched on again', async () => {
  await createSet('paused');
  const put = (SendingEnabled: boolean) =>
    watched.client.send(
      new PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName: 'paused', SendingEnabled }),
    );
  await put(false);
  await expect(send('paused')).rejects.toBeInstanceOf(SendingPausedException);
  await expect(send('paused')).rejects.toThrow('Sending is paused for configuration set <paused>');
  await put(true);
  await send('paused');
});

test('the other options are kept as they were put', async () => {
  const ConfigurationSetName = 'options';
  await createSet(ConfigurationSetName);
  await watched.client.send(
    new PutConfigurationSetReputationOptionsCommand({ ConfigurationSetName, ReputationMetricsEnabled: true }),
  );
  await watched.client.send(
    new PutConfigurationSetTrackingOptionsCommand({
      ConfigurationSetName,
      CustomRedirectDomain: 'links.example.com',
      HttpsPolicy: 'REQUIRE',
    }),
  );
  await watched.client.send(
    new PutConfigurationSetDeliveryOptionsCommand({ ConfigurationSetName, TlsPolicy: 'REQUIRE' }),
  );
  expect(await watched.client.send(new GetConfigurationSetCommand({ ConfigurationSetName }))).toMatchObject({
    ReputationOptions: { ReputationMetricsEnabled: true },
    TrackingOptions: { CustomRedirectDomain: 'links.example.com', HttpsPolicy: 'REQUIRE' },
    DeliveryOptions: { TlsPolicy: 'REQUIRE' },
  });
  await expect(
    watched.client.send(
      new PutConfigurationSetDeliveryOptionsCommand({ ConfigurationSetName, MaxDeliverySeconds: 60 }),
    ),
  ).rejects.toThrow(/maxDeliverySeconds/);
});

test('a set with reasons of its own suppresses by them, not by those of the account', async () => {
  await createSet('stubborn');
  await watched.client.send(
    new PutConfigurationSetSuppressionOptionsCommand({
      ConfigurationSetName: 'stubborn',
      SuppressedReasons: [],
    }),
  );
  await watched.client.send(
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'stubborn',
      EventDestinationName: 'events',
      EventDestination: toTopic('DELIVERY', 'BOUNCE'),
    }),
  );
  watched.simulator.suppression.put({
    emailAddress: 'listed@example.org',
    reason: 'BOUNCE',
    lastUpdateTime: new Date(),
  });
  const through = async (set: string) =>
    typesOf(await watched.eventsOf(await send(set, 'listed@example.org'))).filter((type) => type !== 'Send');
  expect([await through('stubborn'), await through('declared')]).toEqual([['Delivery'], ['Bounce']]);
});

test('a set sends through a pool that exists only', async () => {
  const ConfigurationSetName = 'pooled';
  await createSet(ConfigurationSetName);
  const put = new PutConfigurationSetDeliveryOptionsCommand({ ConfigurationSetName, SendingPoolName: 'own' });
  await expect(watched.client.send(put)).rejects.toBeInstanceOf(NotFoundException);
  await watched.client.send(new CreateDedicatedIpPoolCommand({ PoolName: 'own' }));
  await watched.client.send(put);
  await send(ConfigurationSetName);
  await watched.client.send(new DeleteDedicatedIpPoolCommand({ PoolName: 'own' }));
  await expect(send(ConfigurationSetName)).rejects.toThrow("SendingPool <own> doesn't exist.");
});

test('while nothing is declared any set may be named, and a created one obeys its options', async () => {
  await using open = await createSesSimulator();
  const client = createClient(open.url);
  const through = (ConfigurationSetName: string) =>
    client.send(new SendEmailCommand(emailTo('ana@example.org', { ConfigurationSetName })));
  await through('whatever');
  await client.send(
    new CreateConfigurationSetCommand({
      ConfigurationSetName: 'off',
      SendingOptions: { SendingEnabled: false },
    }),
  );
  await expect(through('off')).rejects.toBeInstanceOf(SendingPausedException);
  await through('whatever');
});
