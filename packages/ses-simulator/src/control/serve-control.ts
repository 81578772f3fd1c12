import express, { Router } from 'express';
import { z } from 'zod';
import { accountChange } from '../account/account.ts';
import type { Context } from '../context.ts';
import { faultChange } from '../faults/fault-settings.ts';
import { verificationStatus } from '../identities/identity.ts';
import { outcome } from '../outcomes/outcome.ts';
import { answerBadInput, parseControlInput as parse } from './parse-control-input.ts';
import { serveMessages } from './serve-messages.ts';
import { serveTopicControl } from './serve-topic-control.ts';

const callsQuery = z.strictObject({
  attempt_id: z.string().min(1).optional(),
  email_id: z.string().min(1).optional(),
});
const outcomeChange = z.record(z.string().min(1).max(320), outcome.nullable());
const verificationChange = z.strictObject({
  status: verificationStatus.optional(),
  dkim: verificationStatus.optional(),
  mailFrom: verificationStatus.optional(),
});

const kmsChange = z.strictObject({ disabled: z.boolean() });

/** `/_simulator/…`: what people and tests ask of the simulator itself. JSON in and out; bad input is one sentence. */
export function serveControl(context: Context): Router {
  const { calls, faults, account, identities, kms, outcomes } = context;
  const router = Router();
  router.use(express.json({ limit: '1mb' }));
  router.use(serveMessages(context));
  router.use(serveTopicControl(context));

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
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });

  router.get('/outcomes', (_request, response) => void response.json(outcomes.told));
  router.put('/outcomes', (request, response) => {
    response.json(outcomes.set(parse(outcomeChange, request.body)));
  });
  router.delete('/outcomes', (_request, response) => {
    outcomes.clear();
    response.status(204).end();
  });

  router.get('/account', (_request, response) => void response.json(account.state));
  router.put('/account', (request, response) => {
    response.json(account.change(parse(accountChange, request.body)));
  });
  router.put('/identities/:name', (request, response) => {
    const change = parse(verificationChange, request.body);
    const { name } = request.params;
    if (identities.find(name)) response.json(identities.verify(name, change));
    else response.status(404).json({ message: 'There is no identity of this name.' });
  });

  router.put('/kms', (request, response) => {
    kms.disabled = parse(kmsChange, request.body).disabled;
    response.json({ disabled: kms.disabled });
  });

  router.use((request, response) => {
    response
      .status(404)
      .json({ message: `There is no ${request.method} ${request.baseUrl}${request.path}.` });
  });
  router.use(answerBadInput);
  return router;
}
