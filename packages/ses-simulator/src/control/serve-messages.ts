import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { lateEvent, planLateEvent } from '../events/plan-late-event.ts';
import type { ReceivedMessage } from '../messages/received-message.ts';
import { parseControlInput } from './parse-control-input.ts';

const inboxQuery = z.strictObject({
  to: z.string().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What was sent, and what happens to it afterwards. */
export function serveMessages({ inbox, events }: Context): Router {
  const router = Router();
  router.get('/inbox', (request, response) => {
    response.json({ messages: inbox.list(parseControlInput(inboxQuery, request.query)) });
  });
  router.get('/inbox/:messageId', (request, response) => {
    const message = inbox.get(request.params.messageId);
    if (message) response.json(message);
    else noSuchMessage(response);
  });
  router.delete('/inbox', (_request, response) => {
    inbox.clear();
    response.status(204).end();
  });
  router.post('/inbox/:messageId/events', (request, response) => {
    const wanted = parseControlInput(lateEvent, request.body);
    const message: ReceivedMessage | undefined = inbox.get(request.params.messageId);
    if (message) response.json({ published: events.report(message, planLateEvent(message, wanted)) });
    else noSuchMessage(response);
  });
  return router;
}

function noSuchMessage(response: Response): void {
  response.status(404).json({ message: 'The inbox has no message with this id.' });
}
