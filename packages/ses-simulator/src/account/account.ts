import { z } from 'zod';
import type { Quota, SimulatorOptions } from '../settings.ts';
import { SendQuota } from './send-quota.ts';

const quotaChange = z.strictObject({
  max24Hours: z.number().min(-1).optional(),
  maxPerSecond: z.number().positive().optional(),
});

/** What may be changed on the account while it runs; everything left out stays. */
export const accountChange = z.strictObject({
  sandbox: z.boolean().optional(),
  quota: quotaChange.optional(),
  paused: z.boolean().optional(),
  suspended: z.boolean().optional(),
  verifiedIdentities: z.array(z.string().min(1)).nullable().optional(),
});
export type AccountChange = z.input<typeof accountChange>;

export type AccountState = {
  sandbox: boolean;
  quota: Quota;
  /** SES has paused sending: SendEmail answers SendingPausedException. */
  paused: boolean;
  /** AWS has ended sending for good: SendEmail answers AccountSuspendedException. */
  suspended: boolean;
  /** null: every sender counts as verified. */
  verifiedIdentities: readonly string[] | null;
  /** Recipients accepted in the last 24 hours, the mailbox simulator's left out. */
  sentLast24Hours: number;
};

/** The pretended AWS account: its limits, its switches, and what it has sent. */
export class Account {
  #sandbox: boolean;
  #paused = false;
  #suspended = false;
  #verified: readonly string[] | null;
  readonly #clock: () => Date;
  readonly sendQuota: SendQuota;

  constructor(options: SimulatorOptions, clock: () => Date) {
    this.#sandbox = options.sandbox ?? false;
    this.#verified = options.verifiedIdentities ?? null;
    this.#clock = clock;
    // The limits of a new account: 200 a day and 1 a second in the sandbox (Amazon SES Developer Guide,
    // "Request production access"); 50,000 and 14 are what support commonly grants first.
    const usual = this.#sandbox
      ? { max24Hours: 200, maxPerSecond: 1 }
      : { max24Hours: 50_000, maxPerSecond: 14 };
    this.sendQuota = new SendQuota({
      max24Hours: options.quota?.max24Hours ?? usual.max24Hours,
      maxPerSecond: options.quota?.maxPerSecond ?? usual.maxPerSecond,
    });
  }

  get state(): AccountState {
    return {
      sandbox: this.#sandbox,
      quota: this.sendQuota.limits,
      paused: this.#paused,
      suspended: this.#suspended,
      verifiedIdentities: this.#verified,
      sentLast24Hours: this.sendQuota.sentLast24Hours(this.#clock().getTime()),
    };
  }

  change(change: AccountChange): AccountState {
    this.#sandbox = change.sandbox ?? this.#sandbox;
    this.#paused = change.paused ?? this.#paused;
    this.#suspended = change.suspended ?? this.#suspended;
    if (change.verifiedIdentities !== undefined) this.#verified = change.verifiedIdentities;
    const { max24Hours, maxPerSecond } = this.sendQuota.limits;
    this.sendQuota.limits = {
      max24Hours: change.quota?.max24Hours ?? max24Hours,
      maxPerSecond: change.quota?.maxPerSecond ?? maxPerSecond,
    };
    return this.state;
  }

  /** Whether a sender or recipient stands under a verified address or domain. */
  isVerified(address: string): boolean {
    return (this.#verified ?? []).some((identity) => covers(identity, address));
  }

  /** As {@link isVerified}, but true for everyone when the account was given no list. */
  maySend(address: string): boolean {
    return this.#verified === null || this.isVerified(address);
  }
}

// A verified domain covers its subdomains, a verified address its `+label` forms; the local part is
// case-sensitive (Amazon SES Developer Guide, "Verified identities").
function covers(identity: string, address: string): boolean {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const verifiedAt = identity.lastIndexOf('@');
  const verifiedDomain = identity.slice(verifiedAt + 1).toLowerCase();
  if (verifiedAt < 0) return domain === verifiedDomain || domain.endsWith(`.${verifiedDomain}`);
  const local = address.slice(0, at).replace(/\+.*$/, '');
  const exact = address.slice(0, at) === identity.slice(0, verifiedAt);
  return domain === verifiedDomain && (exact || local === identity.slice(0, verifiedAt));
}
