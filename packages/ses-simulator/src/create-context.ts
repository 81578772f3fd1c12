import { Account } from './account/account.ts';
import { CallCounts } from './calls/call-counts.ts';
import { ConfigurationSets } from './configuration-sets/configuration-sets.ts';
import type { Context } from './context.ts';
import { DedicatedIpPools } from './dedicated-ips/dedicated-ip-pools.ts';
import { EventPublisher } from './events/event-publisher.ts';
import { Faults } from './faults/faults.ts';
import { Identities } from './identities/identities.ts';
import { Inbox } from './inbox/inbox.ts';
import { KmsKeys } from './kms/kms-keys.ts';
import { RecipientOutcomes } from './outcomes/recipient-outcomes.ts';
import type { Settings, SimulatorOptions } from './settings.ts';
import type { SnsTopic } from './sns/sns-topic.ts';
import { SqsQueues } from './sqs/sqs-queues.ts';
import { SuppressionList } from './suppression/suppression-list.ts';
import { EmailTemplates } from './templates/email-templates.ts';
import { TemplateRenderer } from './templates/render-template.ts';

/** A fresh account, with nothing sent. */
export function createContext(
  options: SimulatorOptions,
  settings: Settings,
  topic: SnsTopic,
  closing: AbortSignal,
): Context {
  const identities = new Identities(options.verifiedIdentities);
  const account = new Account({ ...options, identities, clock: settings.clock });
  const configurationSets = new ConfigurationSets({
    declared: options.configurationSets,
    topicArn: topic.arn,
  });
  const faults = new Faults();
  const suppression = new SuppressionList();
  const outcomes = new RecipientOutcomes();
  const events = new EventPublisher({
    topic,
    settings,
    faults,
    account,
    configurationSets,
    suppression,
    outcomes,
  });
  return {
    settings,
    account,
    identities,
    configurationSets,
    pools: new DedicatedIpPools(),
    suppression,
    outcomes,
    templates: { stored: new EmailTemplates(), renderer: new TemplateRenderer() },
    inbox: new Inbox(settings.inboxSize),
    calls: new CallCounts(),
    faults,
    events,
    topic,
    queues: new SqsQueues(settings),
    kms: new KmsKeys(settings),
    closing,
  };
}
