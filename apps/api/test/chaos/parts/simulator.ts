import type { FaultChange } from '@carepost/ses-simulator';
import { z } from 'zod';

const callCount = z.object({ received: z.int(), accepted: z.int() });
const callReport = z.object({
  total: callCount,
  byAttemptId: z.record(z.string(), callCount),
});
const callSummary = z.object({
  total: callCount,
  recipients: z.object({
    busiestSecondRequested: z.int(),
    acceptedPerSecond: z.array(z.object({ recipients: z.int() })),
  }),
});
type CallReport = z.infer<typeof callReport>;
const topic = z.object({ subscriptions: z.array(z.object({ confirmed: z.boolean(), waiting: z.int() })) });

/** What the provider counted. `busiestSecondRequested`: the most recipients asked for in any window of one second. */
type CallSummary = z.infer<typeof callSummary>;

/** The control of a simulator in another process. */
export type Simulator = {
  readonly url: string;
  setFaults(change: FaultChange): Promise<void>;
  subscribe(endpoint: string): Promise<void>;
  calls(): Promise<CallReport>;
  summary(): Promise<CallSummary>;
  callsOfAttempt(attemptId: string): Promise<z.infer<typeof callCount>>;
  callsOfEmail(emailId: string): Promise<z.infer<typeof callCount>>;
  /** Events are kept until they are released. */
  holdEvents(): Promise<void>;
  releaseEvents(): Promise<void>;
  /** Events that are published and not delivered yet. */
  waitingEvents(): Promise<number>;
};

export function controlSimulator(url: string): Simulator {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_simulator/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${method} ${path}.`);
    return response.status === 204 ? undefined : response.json();
  }
  return {
    url,
    setFaults: async (change) => void (await ask('PUT', 'faults', change)),
    subscribe: async (endpoint) => void (await ask('POST', 'topic/subscriptions', { endpoint })),
    calls: async () => callReport.parse(await ask('GET', 'calls')),
    summary: async () => callSummary.parse(await ask('GET', 'calls/summary')),
    callsOfAttempt: async (attemptId) => callCount.parse(await ask('GET', `calls?attempt_id=${attemptId}`)),
    callsOfEmail: async (emailId) => callCount.parse(await ask('GET', `calls?email_id=${emailId}`)),
    holdEvents: async () => void (await ask('PUT', 'topic', { held: true })),
    releaseEvents: async () => void (await ask('PUT', 'topic', { held: false })),
    async waitingEvents() {
      const { subscriptions } = topic.parse(await ask('GET', 'topic'));
      return subscriptions.reduce((sum, { waiting }) => sum + waiting, 0);
    },
  };
}
