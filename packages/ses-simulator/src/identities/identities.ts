import { alreadyExists, limitExceeded, notFound } from '../http/aws-error.ts';
import { createIdentity, type Identity, normaliseName, type VerificationStatus } from './identity.ts';

// Amazon SES Developer Guide, "Service quotas": verified identities of a region.
const MAX_IDENTITIES = 10_000;

/** What is to change about the verification of an identity, as DNS or a click would. */
export type VerificationChange = {
  status?: VerificationStatus | undefined;
  dkim?: VerificationStatus | undefined;
  mailFrom?: VerificationStatus | undefined;
};

/** The account's domains and addresses. Undeclared, everybody may send, whatever was created. */
export class Identities {
  readonly #identities = new Map<string, Identity>();
  #declared = false;

  constructor(verified: readonly string[] | undefined) {
    this.declare(verified ?? null);
  }

  /** Replaces all identities by verified ones; null forgets them and lets everybody send. */
  declare(verified: readonly string[] | null): void {
    this.#declared = verified !== null;
    this.#identities.clear();
    for (const name of verified ?? []) {
      const identity = createIdentity(name, 'SUCCESS');
      this.#identities.set(identity.name, identity);
    }
  }

  /** null while undeclared. */
  get verified(): string[] | null {
    if (!this.#declared) return null;
    return this.list()
      .filter(({ status }) => status === 'SUCCESS')
      .map(({ name }) => name);
  }

  list(): Identity[] {
    return [...this.#identities.values()];
  }

  /** @throws AwsError AlreadyExistsException, LimitExceededException */
  create(name: string): Identity {
    const identity = createIdentity(name, 'PENDING');
    if (this.#identities.has(identity.name)) throw alreadyExists(`Email identity ${name} already exist.`);
    if (this.#identities.size >= MAX_IDENTITIES) {
      throw limitExceeded(`There are ${MAX_IDENTITIES} email identities already.`);
    }
    this.#identities.set(identity.name, identity);
    return identity;
  }

  find(name: string): Identity | undefined {
    return this.#identities.get(normaliseName(name));
  }

  /** @throws AwsError NotFoundException */
  get(name: string): Identity {
    const found = this.find(name);
    if (!found) throw noSuchIdentity(name);
    return found;
  }

  /** @throws AwsError NotFoundException */
  delete(name: string): void {
    if (!this.#identities.delete(normaliseName(name))) throw noSuchIdentity(name);
  }

  /** A domain that is verified has its DKIM records in place, unless it is said otherwise. */
  verify(name: string, { status, dkim, mailFrom }: VerificationChange): Identity {
    const identity = this.get(name);
    identity.status = status ?? identity.status;
    if (!identity.name.includes('@')) identity.dkim.status = dkim ?? status ?? identity.dkim.status;
    identity.mailFrom.status = mailFrom ?? identity.mailFrom.status;
    return identity;
  }

  /** Whether it stands under a verified address or domain. */
  isVerified(address: string): boolean {
    return this.covering(address).some(({ status }) => status === 'SUCCESS');
  }

  /** As {@link isVerified}, but true for everyone when nothing was declared. */
  maySend(address: string): boolean {
    return !this.#declared || this.isVerified(address);
  }

  /**
   * The identities an address belongs to, the closest first: itself, itself without `+label`, its domain, the domain's
   * parents. The local part is case-sensitive (Amazon SES Developer Guide, "Verified identities").
   */
  covering(address: string): Identity[] {
    if (this.#identities.size === 0) return [];
    const at = address.lastIndexOf('@');
    const local = address.slice(0, at);
    const labels = address
      .slice(at + 1)
      .toLowerCase()
      .split('.');
    const domain = labels.join('.');
    const names = new Set([
      `${local}@${domain}`,
      `${local.replace(/\+.*$/, '')}@${domain}`,
      ...labels.map((_, n) => labels.slice(n).join('.')),
    ]);
    return [...names].flatMap((name) => this.#identities.get(name) ?? []);
  }
}

export function noSuchIdentity(name: string) {
  return notFound(`Email identity ${name} does not exist.`);
}
