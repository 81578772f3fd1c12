import type { Account } from './account/account.ts';
import type { CallCounts } from './calls/call-counts.ts';
import type { ConfigurationSets } from './configuration-sets/configuration-sets.ts';
import type { DedicatedIpPools } from './dedicated-ips/dedicated-ip-pools.ts';
import type { EventPublisher } from './events/event-publisher.ts';
import type { Faults } from './faults/faults.ts';
import type { Identities } from './identities/identities.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { KmsKeys } from './kms/kms-keys.ts';
import type { TemplateSources } from './messages/read-templated.ts';
import type { RecipientOutcomes } from './outcomes/recipient-outcomes.ts';
import type { Settings } from './settings.ts';
import type { SnsTopic } from './sns/sns-topic.ts';
import type { SqsQueues } from './sqs/sqs-queues.ts';
import type { SuppressionList } from './suppression/suppression-list.ts';

/** Everything an operation or page of one running simulator works on. */
export type Context = {
  readonly settings: Settings;
  readonly account: Account;
  readonly identities: Identities;
  readonly configurationSets: ConfigurationSets;
  readonly pools: DedicatedIpPools;
  readonly suppression: SuppressionList;
  readonly outcomes: RecipientOutcomes;
  readonly inbox: Inbox;
  readonly templates: TemplateSources;
  readonly calls: CallCounts;
  readonly faults: Faults;
  readonly events: EventPublisher;
  readonly topic: SnsTopic;
  readonly queues: SqsQueues;
  readonly kms: KmsKeys;
  /** Aborted when the simulator closes: waits end with it. */
  readonly closing: AbortSignal;
};
