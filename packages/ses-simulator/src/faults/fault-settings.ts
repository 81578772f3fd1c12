import { z } from 'zod';

const times = z.int().min(0).max(1_000_000);
const probability = z.number().min(0).max(1).default(0);
const milliseconds = z.int().min(0).max(600_000);

/** What can go wrong with one request or with the events of one message. */
const faultName = z.enum([
  // Answer TooManyRequestsException "Maximum sending rate exceeded." without accepting.
  'throttle',
  // Answer TooManyRequestsException "Daily message quota exceeded." without accepting.
  'dailyQuota',
  // Answer 500 without accepting.
  'failBefore',
  // Reset the connection without accepting.
  'resetBefore',
  // Accept, then answer 500.
  'failAfterAccept',
  // Accept, then reset the connection instead of answering.
  'resetAfterAccept',
  // Accept, but publish no event.
  'withholdEvents',
  // Accept, and post every event of the message twice, under the same SNS MessageId.
  'duplicateEvents',
  // Accept, and publish every event of the message twice, each time under a new SNS MessageId.
  'republishEvents',
  // Accept, and publish the events of the message in reverse: Delivery or Bounce before Send.
  'reorderEvents',
]);
export type FaultName = z.infer<typeof faultName>;

const eachFault = <Schema extends z.ZodType>(schema: Schema) =>
  z.strictObject({
    throttle: schema,
    dailyQuota: schema,
    failBefore: schema,
    resetBefore: schema,
    failAfterAccept: schema,
    resetAfterAccept: schema,
    withholdEvents: schema,
    duplicateEvents: schema,
    republishEvents: schema,
    reorderEvents: schema,
  } satisfies Record<FaultName, Schema>);

/** Faults by chance: a probability each. The same seed and the same order of requests give the same faults. */
const randomFaults = eachFault(probability).extend({ seed: z.int().default(1) });

const faultSettings = eachFault(times).extend({
  /** Milliseconds between accepting and answering, until set back to 0. */
  delayMs: milliseconds,
  /** Milliseconds by which events are published later than they happen, until set back to 0. */
  delayEventsMs: milliseconds,
  random: randomFaults,
});

/** Counts are "the next n": requests for what happens before accepting, messages for the rest. */
export type FaultSettings = z.infer<typeof faultSettings>;

/** What is named is changed; `random` is replaced as a whole, its omitted probabilities are 0. */
export const faultChange = faultSettings.partial();
export type FaultChange = z.input<typeof faultChange>;

export function noFaults(): FaultSettings {
  const none = Object.fromEntries(faultName.options.map((name) => [name, 0]));
  return faultSettings.parse({ ...none, delayMs: 0, delayEventsMs: 0, random: {} });
}
