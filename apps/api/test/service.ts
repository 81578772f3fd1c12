import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKeyScope } from '@carepost/contracts';
import { createSesSimulator, type SesSimulator, type SimulatorOptions } from '@carepost/ses-simulator';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import { createKey } from '../src/api-keys/create-key.ts';
import { readConfig } from '../src/config.ts';
import type { Context, Overrides } from '../src/context.ts';
import type { AppRouter } from '../src/router.ts';
import { startService } from '../src/service.ts';
import { databaseSnapshot, freshDatabase } from './database.ts';

export type TestService = AsyncDisposable & {
  url: string;
  simulator: SesSimulator;
  context: Context;
  /** The developer at the machine: no key. */
  client: TRPCClient<AppRouter>;
  clientWith(apiKey: string): TRPCClient<AppRouter>;
  newKey(scopes: readonly ApiKeyScope[]): Promise<{ id: string; key: string }>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  /** Resolves when the email is in one of the states. */
  until(id: string, ...statuses: string[]): Promise<string>;
};

type Options = {
  simulator?: SimulatorOptions;
  env?: Record<string, string>;
  overrides?: Overrides;
  /** False leaves the simulator without the service's webhook. */
  subscribe?: boolean;
};

/** Boots everything: simulator, database, HTTP, worker; the SNS subscription is confirmed when it resolves. */
export async function startTestService(options: Options = {}): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), 'carepost-test-'));
  const simulator = await createSesSimulator({
    eventDelayMs: 5,
    quota: { maxPerSecond: 5000 },
    ...options.simulator,
  });
  const env = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SIMULATOR_URL: simulator.url,
    MASTER_KEY_FILE: join(folder, 'master.key'),
    ...(await freshDatabase()),
    ...options.env,
  };
  const service = await startService(readConfig(env, folder), {
    databaseSnapshot: await databaseSnapshot(),
    ...options.overrides,
  });
  if (options.subscribe !== false) await simulator.subscribe(`${service.url}/webhooks/ses`);
  const { context, url } = service;

  const request = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  };
  const test: TestService = {
    url,
    simulator,
    context,
    client: createClient(url, undefined),
    clientWith: (apiKey) => createClient(url, apiKey),
    newKey: (scopes) =>
      createKey(context, { projectId: context.defaultProjectId, actor: 'test' }, { name: 'test', scopes }),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers = {}) => request(path, { headers }),
    until: async (id, ...statuses) => {
      for await (const timeline of watch(test.client, id)) {
        if (statuses.includes(timeline.status)) return timeline.status;
      }
      throw new Error('the timeline ended');
    },
    async [Symbol.asyncDispose]() {
      await service.stop();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return test;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function createClient(url: string, apiKey: string | undefined): TRPCClient<AppRouter> {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: `${url}/trpc`,
          EventSource,
          eventSourceOptions: () => ({
            fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
          }),
        }),
        false: httpBatchLink({ url: `${url}/trpc`, headers, methodOverride: 'POST' }),
      }),
    ],
  });
}

type Seen = { status: string; entries: { kind: string }[] };

/** The live timeline as an async iterable; leaving the loop closes the stream. */
export async function* watch(client: TRPCClient<AppRouter>, id: string): AsyncGenerator<Seen, void> {
  const queue: Seen[] = [];
  let wake = () => {};
  let failure: unknown;
  const subscription = client.emails.onTimeline.subscribe(
    { id },
    {
      onData: (data) => {
        queue.push(data);
        wake();
      },
      onError: (error) => {
        failure = error;
        wake();
      },
    },
  );
  try {
    for (;;) {
      const next = queue.shift();
      if (next) yield next;
      else if (failure) throw failure;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    subscription.unsubscribe();
  }
}
