import type { SesEventType } from '@carepost/contracts';
import type { z } from 'zod';
import { alreadyExists, badRequest, limitExceeded, notFound } from '../http/aws-error.ts';
import {
  apiEventType,
  type ConfigurationSet,
  type configurationSetInput,
  type EventDestination,
} from './configuration-set.ts';

// Amazon SES Developer Guide, "Service quotas": configuration sets, and event destinations of one set.
const MAX_SETS = 10_000;
const MAX_DESTINATIONS = 10;

type ConfigurationSetsOptions = {
  /** Sets that exist from the start, publishing everything to the topic. Left out, a send may name any set. */
  declared: readonly string[] | undefined;
  topicArn: string;
};

/**
 * The account's configuration sets. Without a declaration every name may be used in a send and publishes everything to
 * the topic, until a set of that name is created: from then on it does what it was told.
 */
export class ConfigurationSets {
  readonly #sets = new Map<string, ConfigurationSet>();
  readonly #anyName: boolean;
  readonly #topicArn: string;

  constructor({ declared, topicArn }: ConfigurationSetsOptions) {
    this.#anyName = declared === undefined;
    this.#topicArn = topicArn;
    for (const name of declared ?? []) {
      const everything: EventDestination = {
        Enabled: true,
        MatchingEventTypes: Object.values(apiEventType),
        SnsDestination: { TopicArn: topicArn },
      };
      this.#sets.set(name, {
        ConfigurationSetName: name,
        destinations: new Map([['simulator-topic', everything]]),
      });
    }
  }

  get names(): string[] {
    return [...this.#sets.keys()];
  }

  /** @throws AwsError AlreadyExistsException, LimitExceededException */
  create(input: z.infer<typeof configurationSetInput>): void {
    const name = input.ConfigurationSetName;
    if (this.#sets.has(name)) throw alreadyExists(`Configuration set <${name}> already exists.`);
    if (this.#sets.size >= MAX_SETS) throw limitExceeded(`There are ${MAX_SETS} configuration sets already.`);
    this.#sets.set(name, { ...input, destinations: new Map() });
  }

  /** @throws AwsError NotFoundException */
  get(name: string): ConfigurationSet {
    const found = this.#sets.get(name);
    if (!found) throw noSuchSet(name);
    return found;
  }

  /** The set if it was created or declared; undefined for a name that merely may be used. */
  find(name: string | null): ConfigurationSet | undefined {
    return name === null ? undefined : this.#sets.get(name);
  }

  /** Whether a send may name it. */
  isUsable(name: string): boolean {
    return this.#anyName || this.#sets.has(name);
  }

  /** @throws AwsError NotFoundException */
  checkUsable(name: string): void {
    if (!this.isUsable(name)) throw noSuchSet(name);
  }

  /** @throws AwsError NotFoundException */
  delete(name: string): void {
    if (!this.#sets.delete(name)) throw noSuchSet(name);
  }

  /** @throws AwsError AlreadyExistsException, BadRequestException, LimitExceededException, NotFoundException */
  addDestination(setName: string, name: string, destination: EventDestination): void {
    const { destinations } = this.get(setName);
    if (destinations.has(name)) throw alreadyExists(`Event destination ${name} already exists.`);
    if (destinations.size >= MAX_DESTINATIONS) {
      throw limitExceeded(`A configuration set has at most ${MAX_DESTINATIONS} event destinations.`);
    }
    this.#check(destination);
    destinations.set(name, destination);
  }

  /** @throws AwsError BadRequestException, NotFoundException */
  replaceDestination(setName: string, name: string, destination: EventDestination): void {
    const { destinations } = this.get(setName);
    if (!destinations.has(name)) throw noSuchDestination(name);
    this.#check(destination);
    destinations.set(name, destination);
  }

  /** @throws AwsError NotFoundException */
  deleteDestination(setName: string, name: string): void {
    if (!this.get(setName).destinations.delete(name)) throw noSuchDestination(name);
  }

  /** How often an event of a message with this set is published to the topic: once for each destination that wants it. */
  publications(setName: string | null, eventType: SesEventType): number {
    if (setName === null) return 0;
    const found = this.#sets.get(setName);
    if (!found) return this.#anyName ? 1 : 0;
    const wanted = apiEventType[eventType];
    let count = 0;
    for (const { Enabled, MatchingEventTypes, SnsDestination } of found.destinations.values()) {
      if (Enabled && SnsDestination && MatchingEventTypes?.includes(wanted)) count += 1;
    }
    return count;
  }

  #check(destination: EventDestination): void {
    if (!destination.MatchingEventTypes?.length) {
      throw badRequest('An event destination must have at least one matching event type.');
    }
    const kinds = Object.keys(destination).filter((member) => member.endsWith('Destination'));
    if (kinds.length !== 1) throw badRequest('An event destination must have exactly one kind of target.');
    const topicArn = destination.SnsDestination?.TopicArn;
    if (topicArn !== undefined && topicArn !== this.#topicArn) {
      throw badRequest(`SNS topic <${topicArn}> does not exist.`);
    }
  }
}

function noSuchSet(name: string) {
  return notFound(`Configuration set <${name}> does not exist.`, 'CONFIGURATION_SET_NOT_FOUND');
}

function noSuchDestination(name: string) {
  return notFound(`Event destination ${name} does not exist.`);
}
