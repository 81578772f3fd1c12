import { setTimeout as wait } from 'node:timers/promises';
import type { RunningProcess } from '../parts/process-group.ts';
import type { Installation } from '../parts/start-installation.ts';
import { measureRecovery, type Recovery } from './measure-recovery.ts';
import { describeFault, type Fault, type PlannedFault } from './plan-faults.ts';

/** A kill -9 of a worker and what followed. */
export type Kill = Recovery & {
  /** Whether something else that holds claims up (a frozen worker, Postgres or the API away) fell into the time. */
  disturbed: boolean;
};

type Span = { from: number; until: number };

/**
 * Does what the plan says, each at its time, and mends it: what was killed comes back, what was frozen goes on. Resolves
 * when everything is whole again.
 */
export async function injectFaults(
  installation: Installation,
  plan: readonly PlannedFault[],
  random: () => number,
  say: (line: string) => void,
): Promise<Kill[]> {
  const began = performance.now();
  const disturbances: Span[] = [];
  const kills: (Recovery & Span)[] = [];
  const frozen = new Set<RunningProcess>();
  let postgres: Promise<void> = Promise.resolve();

  const pickWorker = () => {
    const awake = [...installation.workers].filter((worker) => !frozen.has(worker));
    // One worker at least stays: who else would show that the rest is recovered?
    return awake.length > 1 ? awake[Math.floor(random() * awake.length)] : undefined;
  };
  const during = async (work: () => Promise<void>) => {
    const span = { from: performance.now(), until: Number.POSITIVE_INFINITY };
    disturbances.push(span);
    await work();
    span.until = performance.now();
  };

  async function apply(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill worker': {
        const worker = pickWorker();
        if (!worker) return;
        await worker.kill();
        const from = performance.now();
        const [recovery] = await Promise.all([
          measureRecovery(installation.reader),
          installation.startWorker(),
        ]);
        kills.push({ ...recovery, from, until: from + recovery.ms });
        return;
      }
      case 'freeze worker': {
        const worker = pickWorker();
        if (!worker) return;
        frozen.add(worker);
        await during(async () => {
          worker.signal('SIGSTOP');
          await wait(fault.seconds * 1000);
          worker.signal('SIGCONT');
        });
        frozen.delete(worker);
        return;
      }
      case 'restart postgres':
        // One after the other: a server that is starting cannot be stopped in the same way.
        postgres = postgres.then(() => during(() => installation.postgres.restartImmediately()));
        return postgres;
      case 'kill api':
        return during(() => installation.restartApi());
      case 'provider':
        return installation.simulator.setFaults(fault.settings);
      default:
        return fault satisfies never;
    }
  }

  const running: Promise<void>[] = [];
  for (const { atMs, fault } of plan) {
    const ahead = began + atMs - performance.now();
    if (ahead > 0) await wait(ahead);
    say(`${(atMs / 1000).toFixed(1).padStart(6)} s  ${describeFault(fault)}`);
    const task = apply(fault);
    // Told below, when the others have ended too.
    task.catch(() => {});
    running.push(task);
  }
  await Promise.all(running);
  const overlaps = (one: Span, other: Span) => one.from < other.until && other.from < one.until;
  return kills.map(({ held, ms, ...span }) => ({
    held,
    ms,
    disturbed: disturbances.some((other) => overlaps(span, other)),
  }));
}
