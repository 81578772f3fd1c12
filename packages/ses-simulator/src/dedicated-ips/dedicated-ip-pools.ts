import { alreadyExists, limitExceeded, notFound } from '../http/aws-error.ts';

export type ScalingMode = 'STANDARD' | 'MANAGED';

// Pools every account has, though they are not listed.
const BUILT_IN = ['ses-shared-pool', 'ses-default-dedicated-pool'];
// Amazon SES Developer Guide, "Service quotas".
const MAX_POOLS = 50;

/** Names for dedicated IP addresses. A pool here is a name and a mode: no address is leased and none is used. */
export class DedicatedIpPools {
  readonly #pools = new Map<string, ScalingMode>();

  get names(): string[] {
    return [...this.#pools.keys()];
  }

  /** @throws AwsError AlreadyExistsException, LimitExceededException */
  create(name: string, mode: ScalingMode): void {
    if (this.#pools.has(name)) throw alreadyExists(`Dedicated IP pool ${name} already exists.`);
    if (this.#pools.size >= MAX_POOLS)
      throw limitExceeded(`There are ${MAX_POOLS} dedicated IP pools already.`);
    this.#pools.set(name, mode);
  }

  /** @throws AwsError NotFoundException */
  get(name: string): ScalingMode {
    const mode = this.#pools.get(name);
    if (mode === undefined) throw notFound(`Dedicated IP pool ${name} does not exist.`);
    return mode;
  }

  /** @throws AwsError NotFoundException */
  delete(name: string): void {
    if (!this.#pools.delete(name)) throw notFound(`Dedicated IP pool ${name} does not exist.`);
  }

  /** @throws AwsError NotFoundException when a configuration set cannot send through it */
  checkUsable(name: string | undefined): void {
    if (name === undefined || BUILT_IN.includes(name) || this.#pools.has(name)) return;
    throw notFound(`SendingPool <${name}> doesn't exist.`, 'INVALID_SENDING_POOL_NAME');
  }
}
