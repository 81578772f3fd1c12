import { z } from 'zod';
import type { Identities } from '../identities/identities.ts';
import type { Quota, SimulatorOptions } from '../settings.ts';
import { type SuppressionReason, suppressionReason } from '../suppression/suppression-list.ts';
import { SendQuota } from './send-quota.ts';

const quotaChange = z.strictObject({
  max24Hours: z.number().min(-1).optional(),
  maxPerSecond: z.number().positive().optional(),
});

const reviewStatus = z.enum(['PENDING', 'FAILED', 'GRANTED', 'DENIED']);
type ReviewStatus = z.infer<typeof reviewStatus>;

/** What may be changed on the account while it runs; everything left out stays. */
export const accountChange = z.strictObject({
  sandbox: z.boolean().optional(),
  quota: quotaChange.optional(),
  paused: z.boolean().optional(),
  sendingEnabled: z.boolean().optional(),
  suspended: z.boolean().optional(),
  verifiedIdentities: z.array(z.string().min(1)).nullable().optional(),
  suppressedReasons: z.array(suppressionReason).optional(),
  review: reviewStatus.optional(),
});
export type AccountChange = z.input<typeof accountChange>;

export type AccountState = {
  sandbox: boolean;
  quota: Quota;
  /** SES has paused sending: SendEmail answers SendingPausedException. */
  paused: boolean;
  /** false: the owner has paused it, with the same answer. */
  sendingEnabled: boolean;
  /** AWS has ended sending for good: SendEmail answers AccountSuspendedException. */
  suspended: boolean;
  /** null: every sender counts as verified. */
  verifiedIdentities: readonly string[] | null;
  /** For which reasons addresses get on the suppression list, and are not sent to. */
  suppressedReasons: readonly SuppressionReason[];
  /** Of the last request for production access; null when there was none. */
  review: ReviewStatus | null;
  /** Recipients accepted in the last 24 hours, the mailbox simulator's left out. */
  sentLast24Hours: number;
};

/** What the owner told AWS when asking for production access, as the API writes it. */
export type AccountDetails = Readonly<Record<string, unknown>> & {
  ProductionAccessEnabled?: boolean | undefined;
};

// The limits of a new account: 200 a day and 1 a second in the sandbox (Amazon SES Developer Guide, "Request production
// access"); 50,000 and 14 are what support commonly grants first.
const SANDBOX_QUOTA: Quota = { max24Hours: 200, maxPerSecond: 1 };
const PRODUCTION_QUOTA: Quota = { max24Hours: 50_000, maxPerSecond: 14 };

type AccountOptions = Pick<SimulatorOptions, 'sandbox' | 'quota'> & {
  identities: Identities;
  clock: () => Date;
};

/** The pretended AWS account: its limits, its switches, and what it has sent. */
export class Account {
  #sandbox: boolean;
  #paused = false;
  #sendingEnabled = true;
  #suspended = false;
  #suppressedReasons: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];
  #review: ReviewStatus | null = null;
  #details: AccountDetails | undefined;
  readonly #identities: Identities;
  readonly #clock: () => Date;
  readonly sendQuota: SendQuota;

  constructor({ sandbox = false, quota, identities, clock }: AccountOptions) {
    this.#sandbox = sandbox;
    this.#identities = identities;
    this.#clock = clock;
    this.sendQuota = new SendQuota({ ...(sandbox ? SANDBOX_QUOTA : PRODUCTION_QUOTA), ...quota });
  }

  get state(): AccountState {
    return {
      sandbox: this.#sandbox,
      quota: this.sendQuota.limits,
      paused: this.#paused,
      sendingEnabled: this.#sendingEnabled,
      suspended: this.#suspended,
      verifiedIdentities: this.#identities.verified,
      suppressedReasons: this.#suppressedReasons,
      review: this.#review,
      sentLast24Hours: this.sendQuota.sentLast24Hours(this.#clock().getTime()),
    };
  }

  /** What a send is checked against, without the cost of the whole state. */
  get switches(): Pick<AccountState, 'sandbox' | 'paused' | 'suspended'> {
    const paused = this.#paused || !this.#sendingEnabled;
    return { sandbox: this.#sandbox, paused, suspended: this.#suspended };
  }

  get suppressedReasons(): readonly SuppressionReason[] {
    return this.#suppressedReasons;
  }

  get details(): AccountDetails | undefined {
    return this.#details;
  }

  change(change: AccountChange): AccountState {
    if (change.review !== undefined) this.#decide(change.review);
    this.#sandbox = change.sandbox ?? this.#sandbox;
    this.#paused = change.paused ?? this.#paused;
    this.#sendingEnabled = change.sendingEnabled ?? this.#sendingEnabled;
    this.#suspended = change.suspended ?? this.#suspended;
    this.#suppressedReasons = change.suppressedReasons ?? this.#suppressedReasons;
    if (change.verifiedIdentities !== undefined) this.#identities.declare(change.verifiedIdentities);
    const { max24Hours, maxPerSecond } = this.sendQuota.limits;
    this.sendQuota.limits = {
      max24Hours: change.quota?.max24Hours ?? max24Hours,
      maxPerSecond: change.quota?.maxPerSecond ?? maxPerSecond,
    };
    return this.state;
  }

  /** A request for production access: it waits for a review, which `change({ review })` decides. */
  request(details: AccountDetails): void {
    this.#details = details;
    this.#review = 'PENDING';
  }

  /** Whether a sender or recipient stands under a verified address or domain. */
  isVerified(address: string): boolean {
    return this.#identities.isVerified(address);
  }

  /** As {@link isVerified}, but true for everyone when the account was given no list. */
  maySend(address: string): boolean {
    return this.#identities.maySend(address);
  }

  #decide(review: ReviewStatus): void {
    this.#review = review;
    if (review !== 'GRANTED' || !this.#sandbox) return;
    this.#sandbox = false;
    this.sendQuota.limits = PRODUCTION_QUOTA;
  }
}
