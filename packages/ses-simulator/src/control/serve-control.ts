import express, { type ErrorRequestHandler, Router } from 'express';
import { z } from 'zod';
import { accountChange } from '../account/account.ts';
import type { Context } from '../context.ts';
import { faultChange } from '../faults/fault-settings.ts';

const inboxQuery = z.strictObject({
  to: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const callsQuery = z.strictObject({
  attempt_id: z.string().min(1).optional(),
  email_id: z.string().min(1).optional(),
});
const topicChange = z.strictObject({ held: z.boolean() });
const newSubscriber = z.strictObject({ endpoint: z.url({ protocol: /^https?$/ }) });

/** `/_simulator/…`: what people and tests ask of the simulator itself. JSON in and out; bad input is one sentence. */
export function serveControl({ inbox, calls, faults, account, topic }: Context): Router {
  const router = Router();
  router.use(express.json({ limit: '1mb' }));

  router.get('/inbox', (request, response) => {
    response.json({ messages: inbox.list(parse(inboxQuery, request.query)) });
  });
  router.get('/inbox/:messageId', (request, response) => {
    const message = inbox.get(request.params.messageId);
    if (message) response.json(message);
    else response.status(404).json({ message: 'The inbox has no message with this id.' });
  });
  router.delete('/inbox', (_request, response) => {
    inbox.clear();
    response.status(204).end();
  });

  router.get('/calls', (request, response) => {
    const query = parse(callsQuery, request.query);
    if (query.attempt_id !== undefined) response.json(calls.ofAttempt(query.attempt_id));
    else if (query.email_id !== undefined) response.json(calls.ofEmail(query.email_id));
    else response.json(calls.report());
  });
  router.get('/calls/summary', (_request, response) => void response.json(calls.summary()));
  router.delete('/calls', (_request, response) => {
    calls.clear();
    response.status(204).end();
  });

  router.get('/faults', (_request, response) => void response.json(faults.settings));
  router.put('/faults', (request, response) => {
    response.json(faults.set(parse(faultChange, request.body)));
  });

  router.get('/account', (_request, response) => void response.json(account.state));
  router.put('/account', (request, response) => {
    response.json(account.change(parse(accountChange, request.body)));
  });

  const describeTopic = () => ({ arn: topic.arn, held: topic.held, subscriptions: topic.subscriptions });
  router.get('/topic', (_request, response) => void response.json(describeTopic()));
  router.put('/topic', (request, response) => {
    if (parse(topicChange, request.body).held) topic.hold();
    else topic.release();
    response.json(describeTopic());
  });
  router.post('/topic/subscriptions', (request, response) => {
    void topic.subscribe(parse(newSubscriber, request.body).endpoint);
    response.status(202).json(describeTopic());
  });

  router.use((request, response) => {
    response
      .status(404)
      .json({ message: `There is no ${request.method} ${request.baseUrl}${request.path}.` });
  });
  router.use(answerBadInput);
  return router;
}

class BadInput extends Error {}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new BadInput(path === '' ? (issue?.message ?? 'Bad input') : `${path}: ${issue?.message}`);
}

const answerBadInput: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof BadInput) response.status(400).json({ message: error.message });
  else if (error instanceof Error && 'type' in error)
    response.status(400).json({ message: 'The body is not JSON.' });
  else next(error);
};
