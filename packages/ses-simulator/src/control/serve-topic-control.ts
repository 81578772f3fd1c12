import { Router } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { parseControlInput } from './parse-control-input.ts';

const topicChange = z.strictObject({ held: z.boolean() });
const newSubscriber = z.strictObject({ endpoint: z.url({ protocol: /^https?$/ }) });

/** Who gets events, and whether anybody does. */
export function serveTopicControl({ topic }: Context): Router {
  const router = Router();
  const describe = () => ({ arn: topic.arn, held: topic.held, subscriptions: topic.subscriptions });
  router.get('/topic', (_request, response) => void response.json(describe()));
  router.put('/topic', (request, response) => {
    if (parseControlInput(topicChange, request.body).held) topic.hold();
    else topic.release();
    response.json(describe());
  });
  router.post('/topic/subscriptions', (request, response) => {
    void topic.subscribe(parseControlInput(newSubscriber, request.body).endpoint);
    response.status(202).json(describe());
  });
  return router;
}
