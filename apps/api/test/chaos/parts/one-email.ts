import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import type { RunningProcess } from './process-group.ts';
import type { Installation } from './start-installation.ts';

/** How long a test waits for a state; machines that are busy are slow. */
export const patience = { timeout: 60_000, interval: 50 };

/** Where test/crash/pausing-worker.ts can stand. */
export type Point = 'after the claim' | 'before the call' | 'before the last look' | 'before the write';

/** Accepts one email. `welcome` says `hold` when nobody knows whether it was sent, `password-reset` says `resend`. */
export async function submitOne(
  { url }: Installation,
  template: 'welcome' | 'password-reset' = 'password-reset',
): Promise<string> {
  const props = {
    firstName: 'Testina',
    ...(template === 'welcome'
      ? { signInUrl: 'https://portal.example.com/sign-in' }
      : { resetUrl: 'https://portal.example.com/reset', expiresAt: '2030-03-14T18:30:00-05:00' }),
  };
  const response = await fetch(`${url}/api/emails`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'patient@example.com', message: { template, props } }),
  });
  return z.object({ id: z.uuid() }).parse(await response.json()).id;
}

/** An email in a worker that stands at this point of its way and does nothing until it hears `go`. */
export async function pauseAt(
  installation: Installation,
  point: Point,
  template?: 'welcome' | 'password-reset',
): Promise<{ worker: RunningProcess; id: string }> {
  const worker = await installation.startWorker('dist-chaos/pausing-worker.mjs', {
    PAUSE_AT: point,
  });
  const paused = worker.message((message) => message === 'paused');
  const id = await submitOne(installation, template);
  await paused;
  return { worker, id };
}

/** What the database and the provider say about one email; an attempt is `<fence> <outcome> <error>`. */
export async function look({ reader, simulator }: Installation, id: string) {
  const [email] = await reader.rows(
    z.object({ status: z.string(), fence: z.int() }),
    'SELECT "status", "fence" FROM "Email" WHERE "id" = $1',
    [id],
  );
  const attempts = await reader.rows(
    z.object({ text: z.string() }),
    `SELECT concat_ws(' ', "fence", "outcome", "error") AS text FROM "Attempt" WHERE "emailId" = $1 ORDER BY "fence"`,
    [id],
  );
  return { ...email, attempts: attempts.map(({ text }) => text), ...(await simulator.callsOfEmail(id)) };
}

/** Waits for the state. With `traffic` other emails go out meanwhile: their events show that events arrive. */
export async function until(
  installation: Installation,
  id: string,
  status: string,
  { traffic = false } = {},
): Promise<void> {
  for (const started = performance.now(); performance.now() - started < patience.timeout; await wait(100)) {
    if ((await look(installation, id)).status === status) return;
    if (traffic) await submitOne(installation, 'welcome');
  }
  expect(await look(installation, id)).toMatchObject({ status });
}

/** Waits until the provider has accepted the email so often. */
export async function untilAccepted(installation: Installation, id: string, times: number): Promise<void> {
  const accepted = async () => (await installation.simulator.callsOfEmail(id)).accepted;
  for (const started = performance.now(); performance.now() - started < patience.timeout; await wait(50)) {
    if ((await accepted()) >= times) return;
  }
  expect(await accepted()).toBe(times);
}
