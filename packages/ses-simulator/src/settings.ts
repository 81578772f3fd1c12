import type { SigningKey } from './sns/signing-key.ts';

/** One line of what the simulator did. Lines name message ids and counts, never addresses or content. */
export type SimulatorLog = (line: string) => void;

/** Sending limits as SES states them: counted in recipients, not messages. */
export type Quota = {
  /** Recipients in a rolling 24 hours; −1 is unlimited. */
  max24Hours: number;
  /** Recipients in any window of one second. */
  maxPerSecond: number;
};

export type SimulatorOptions = {
  /** TCP port; 0 (the default) takes a free one. */
  port?: number;
  /** Address to listen on. Default `127.0.0.1`; anything else should come with `allowedHosts`. */
  host?: string;
  /** Names, besides the loopback ones, that a `Host` header may carry (no port). */
  allowedHosts?: readonly string[];
  region?: string;
  /** Twelve digits. */
  accountId?: string;
  topicName?: string;
  /** The simulator's idea of now: request dates, quotas and timestamps follow it. Waiting uses real time. */
  clock?: () => Date;
  /** Milliseconds between two steps of a message's life: accepted, Send, Delivery or Bounce, Complaint. Default 300. */
  eventDelayMs?: number;
  quota?: Partial<Quota>;
  sandbox?: boolean;
  /**
   * Addresses and domains that may send (and, in the sandbox, receive). Left out, every sender counts as
   * verified; a sandbox then still delivers to the mailbox simulator's addresses only.
   */
  verifiedIdentities?: readonly string[];
  /** Configuration sets that exist. Left out, every name does. */
  configurationSets?: readonly string[];
  /**
   * The set used by a message that names none, as an identity's default set is. SES publishes events only
   * for messages with a set; null switches the default off. Default `carepost-default`.
   */
  defaultConfigurationSet?: string | null;
  /**
   * Secret by access key id. Signatures of these keys are verified; of a key that is not listed, only date
   * and scope are checked. Default `{ 'carepost-simulator': 'carepost-simulator' }`.
   */
  credentials?: Readonly<Record<string, string>>;
  /** Webhook URL to subscribe at once. */
  subscriber?: string;
  /** Names of SQS queues to make and subscribe at once. */
  queues?: readonly string[];
  /** What becomes of events while a subscription waits for its confirmation. AWS drops them (the default). */
  unconfirmedEvents?: 'drop' | 'hold';
  /** SNS signature: `2` is SHA-256 (default), `1` is SHA-1. */
  signatureVersion?: '1' | '2';
  /** The key that signs SNS messages; made at start when left out (some 100 ms). */
  signingKey?: SigningKey;
  /** Milliseconds before try n + 1 of an SNS post, n counted from 1. Default: three at once, then 1 s doubling to 5 s. */
  retryDelayMs?: (failures: number) => number;
  /** Messages kept in the inbox, the newest ones. Default 1,000. */
  inboxSize?: number;
  log?: SimulatorLog;
};

export type Settings = {
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly region: string;
  readonly accountId: string;
  readonly topicName: string;
  readonly clock: () => Date;
  readonly eventDelayMs: number;
  readonly defaultConfigurationSet: string | null;
  readonly credentials: ReadonlyMap<string, string>;
  readonly unconfirmedEvents: 'drop' | 'hold';
  readonly signatureVersion: '1' | '2';
  readonly retryDelayMs: (failures: number) => number;
  readonly inboxSize: number;
  readonly log: SimulatorLog;
};

/** Fills what the caller left out. */
export function resolveSettings(options: SimulatorOptions): Settings {
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    allowedHosts: options.allowedHosts ?? [],
    region: options.region ?? 'us-east-1',
    accountId: options.accountId ?? '000000000000',
    topicName: options.topicName ?? 'carepost-events',
    clock: options.clock ?? (() => new Date()),
    eventDelayMs: options.eventDelayMs ?? 300,
    defaultConfigurationSet:
      options.defaultConfigurationSet === undefined ? 'carepost-default' : options.defaultConfigurationSet,
    credentials: new Map(
      Object.entries(options.credentials ?? { 'carepost-simulator': 'carepost-simulator' }),
    ),
    unconfirmedEvents: options.unconfirmedEvents ?? 'drop',
    signatureVersion: options.signatureVersion ?? '2',
    retryDelayMs: options.retryDelayMs ?? defaultRetryDelayMs,
    inboxSize: options.inboxSize ?? 1000,
    log: options.log ?? (() => undefined),
  };
}

function defaultRetryDelayMs(failures: number): number {
  return failures <= 3 ? 0 : Math.min(1000 * 2 ** (failures - 4), 5000);
}
