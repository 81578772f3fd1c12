import type { Account } from './account/account.ts';
import type { CallCounts } from './calls/call-counts.ts';
import type { EventPublisher } from './events/event-publisher.ts';
import type { Faults } from './faults/faults.ts';
import type { Inbox } from './inbox/inbox.ts';
import type { Settings } from './settings.ts';
import type { SnsTopic } from './sns/sns-topic.ts';

/** Everything an operation or page of one running simulator works on. */
export type Context = {
  readonly settings: Settings;
  readonly account: Account;
  readonly inbox: Inbox;
  readonly calls: CallCounts;
  readonly faults: Faults;
  readonly events: EventPublisher;
  readonly topic: SnsTopic;
  /** Aborted when the simulator closes: waits end with it. */
  readonly closing: AbortSignal;
};
