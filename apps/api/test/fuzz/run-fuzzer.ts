import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { judgeAnswer } from './judge-answer.ts';
import { planRequest } from './plan-request.ts';
import { prepareTarget } from './prepare-target.ts';
import type { RawRequest } from './raw-request.ts';
import { sendRaw } from './send-raw.ts';

export type FuzzOptions = {
  seed: number;
  /** Number of the first request; others than 0 repeat a part of a run. */
  from: number;
  requests: number;
  say: (line: string) => void;
};

export type FuzzReport = {
  /** One line for each rule that was broken, with the number of the request. */
  failures: string[];
  /** How many answers had which status; `none` where the connection was cut by design. */
  statuses: Record<string, number>;
  /** JavaScript heap in MiB after a collection: when a fifth was done, and at the end. */
  heap: { early: number; late: number };
  /** What the ordinary send after everything came to. */
  lastEmail: string;
};

const AT_ONCE = 12;
const MIB = 1024 * 1024;
const MOST_FAILURES = 40;

/** Sends mutated requests to a service of its own and judges every answer. */
export async function runFuzzer({ seed, from, requests, say }: FuzzOptions): Promise<FuzzReport> {
  const { service, plan } = await prepareTarget(seed);
  await using _ = service;
  const report: FuzzReport = { failures: [], statuses: {}, heap: { early: 0, late: 0 }, lastEmail: '' };
  const onRejection = (reason: unknown) => {
    report.failures.push(`a promise was rejected and nobody noticed: ${nameOf(reason)}`);
  };
  process.on('unhandledRejection', onRejection);

  const one = async (number: number) => {
    const request = planRequest(plan, number);
    const answer = await sendRaw(service.url, request);
    const status = answer.kind === 'answered' ? String(answer.status) : 'none';
    report.statuses[status] = (report.statuses[status] ?? 0) + 1;
    const wrong = judgeAnswer(request, answer);
    if (!wrong) return;
    const failure = `#${number} ${describe(request)}: ${wrong}`;
    report.failures.push(failure);
    say(failure);
  };
  const early = from + Math.floor(requests / 5);
  let done = 0;
  const measured = [from, early, from + requests];
  for (const [index, start] of measured.slice(0, -1).entries()) {
    const end = measured[index + 1] ?? start;
    let next = start;
    const lane = async () => {
      while (next < end && report.failures.length < MOST_FAILURES) {
        await one(next++);
        done += 1;
        if (done % 1_000 === 0) say(`${done} of ${requests} requests, ${report.failures.length} failures`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    // What the simulator remembers of mail is not the service's memory.
    service.simulator.inbox.clear();
    service.simulator.calls.clear();
    report.heap[index === 0 ? 'early' : 'late'] = heapAfterCollection();
  }

  say('an ordinary email …');
  report.lastEmail = await deliverOne(service);
  process.off('unhandledRejection', onRejection);
  return report;
}

async function deliverOne(service: Awaited<ReturnType<typeof prepareTarget>>['service']): Promise<string> {
  // Some of the requests paused the project, as they may.
  await service.client.account.resume.mutate({});
  const { id } = await service.client.emails.sendTest.mutate({ to: 'last@example.com', template: 'WELCOME' });
  return service.until(id, 'delivered', 'failed', 'suppressed', 'unknown');
}

function describe({ label, method, path }: RawRequest): string {
  return `${label} (${method} ${path.slice(0, 100)})`;
}

function nameOf(reason: unknown): string {
  return reason instanceof Error ? `${reason.name} ${reason.stack ?? ''}` : 'not an error';
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));
  collect();
  return Math.round(process.memoryUsage().heapUsed / MIB);
}
