import { once } from 'node:events';
import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import type { Account } from './account/account.ts';
import type { CallCounts } from './calls/call-counts.ts';
import type { Context } from './context.ts';
import { serveControl } from './control/serve-control.ts';
import { createContext } from './create-context.ts';
import { type LateEvent, planLateEvent } from './events/plan-late-event.ts';
import type { Faults } from './faults/faults.ts';
import { checkHost } from './http/check-host.ts';
import { serveJsonOperations } from './http/serve-json-operations.ts';
import { serveOperations } from './http/serve-operations.ts';
import { serveSts } from './http/serve-sts.ts';
import type { Identities } from './identities/identities.ts';
import type { Inbox } from './inbox/inbox.ts';
import { serveInboxPages } from './inbox/serve-inbox-pages.ts';
import type { RecipientOutcomes } from './outcomes/recipient-outcomes.ts';
import { createSignatureCheck } from './rules/create-signature-check.ts';
import { resolveSettings, type SimulatorOptions } from './settings.ts';
import { serveSns } from './sns/serve-sns.ts';
import { createSigningKey } from './sns/signing-key.ts';
import { SnsTopic } from './sns/sns-topic.ts';
import type { SuppressionList } from './suppression/suppression-list.ts';

/** A running simulator. Everything here is also under `/_simulator/…` for other processes. */
export type SesSimulator = AsyncDisposable & {
  /** The `endpoint` for an SES client, such as `http://127.0.0.1:8089`. */
  readonly url: string;
  readonly topicArn: string;
  readonly inbox: Inbox;
  readonly account: Account;
  readonly calls: CallCounts;
  readonly faults: Faults;
  /** What becomes of mail to addresses other than the mailbox simulator's. */
  readonly outcomes: RecipientOutcomes;
  readonly identities: Identities;
  readonly suppression: SuppressionList;
  /**
   * Lets something happen to a message of the inbox: it is opened, clicked, delayed, bounces or is complained about.
   * False when no event destination wants the event.
   * @throws RangeError when there is no such message, link or recipient
   */
  report(messageId: string, event: LateEvent): boolean;
  /** Starts the SNS handshake with a webhook; resolves when the webhook has confirmed. */
  subscribe(endpoint: string): Promise<void>;
  /** Subscribes an SQS queue, made when there is none of this name, and gives its URL. */
  subscribeQueue(name: string): string;
  /**
   * For the function with which a consumer of SNS fetches URLs: gives what this simulator serves for its
   * certificate and confirmation URLs on `sns.<region>.amazonaws.com`, and rejects every other URL.
   */
  fetchSns(url: string): Promise<Response>;
  /** SNS posts nothing to its subscribers until it is released; what is published waits. */
  holdEvents(): void;
  releaseEvents(): void;
  /** Resolves when every event is published and every confirmed subscriber has it; not while events are held. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Starts a local SES v2 with its SNS topic, on loopback and a free port unless told otherwise.
 * @throws RangeError for the name of a queue that SQS would refuse
 * @throws the listen error of node:net (`code` `EADDRINUSE` when the port is taken)
 */
export async function createSesSimulator(options: SimulatorOptions = {}): Promise<SesSimulator> {
  const settings = resolveSettings(options);
  const topic = new SnsTopic(settings, options.signingKey ?? (await createSigningKey(settings.region)));
  const closing = new AbortController();
  const context = createContext(options, settings, topic, closing.signal);
  const subscribeQueue = (name: string) => topic.subscribeQueue(context.queues.open(name));
  for (const name of options.queues ?? []) subscribeQueue(name);
  const server = createServer(createApp(context));
  // An idle connection that is closed just when a client reuses it looks like a lost answer.
  server.keepAliveTimeout = 65_000;
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.');
  const url = `http://${urlHost(settings.host)}:${address.port}`;
  if (options.subscriber !== undefined) void topic.subscribe(options.subscriber);

  async function close(): Promise<void> {
    closing.abort();
    context.events.close();
    topic.close();
    context.queues.close();
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  return {
    url,
    topicArn: topic.arn,
    inbox: context.inbox,
    account: context.account,
    calls: context.calls,
    faults: context.faults,
    outcomes: context.outcomes,
    identities: context.identities,
    suppression: context.suppression,
    report(messageId, event) {
      const message = context.inbox.get(messageId);
      if (!message) throw new RangeError('The inbox has no message with this id.');
      return context.events.report(message, planLateEvent(message, event));
    },
    subscribe: async (endpoint) => topic.subscribe(endpoint),
    subscribeQueue(name) {
      subscribeQueue(name);
      return `${url}/${settings.accountId}/${name}`;
    },
    async fetchSns(target) {
      const { host, protocol, pathname, search } = new URL(target);
      if (protocol !== 'https:' || host !== `sns.${settings.region}.amazonaws.com`) {
        throw new TypeError(`The simulator stands for https://sns.${settings.region}.amazonaws.com only.`);
      }
      return fetch(`${url}${pathname}${search}`, { redirect: 'error' });
    },
    holdEvents: () => topic.hold(),
    releaseEvents: () => topic.release(),
    async idle() {
      await context.events.idle();
      await topic.idle();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createApp(context: Context): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(checkHost(context.settings));
  const checkSignature = createSignatureCheck(context.settings);
  app.use(serveOperations(context, checkSignature));
  app.use(serveJsonOperations(context, checkSignature));
  app.use(serveSts(context, checkSignature));
  app.use('/_simulator', serveControl(context));
  app.use(serveSns(context));
  app.use(serveInboxPages(context));
  app.use(answerError);
  return app;
}

// Express's own error page would carry a stack.
const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const malformed = error instanceof URIError;
  response
    .status(malformed ? 400 : 500)
    .json({ message: malformed ? 'The path is malformed.' : 'The simulator failed.' });
};

function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
