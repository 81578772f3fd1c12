import { Router } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { parseControlInput } from './parse-control-input.ts';

const topicChange = z.strictObject({ held: z.boolean() });
const newSubscriber = z
  .strictObject({ endpoint: z.url({ protocol: /^https?$/ }).optional(), queue: z.string().optional() })
  .refine(({ endpoint, queue }) => (endpoint === undefined) !== (queue === undefined), {
    error: 'Name either an endpoint or a queue.',
  });

/** Who gets events, and whether anybody does. */
export function serveTopicControl({ topic, queues }: Context): Router {
  const router = Router();
  const describe = () => ({ arn: topic.arn, held: topic.held, subscriptions: topic.subscriptions });
  router.get('/topic', (_request, response) => void response.json(describe()));
  router.put('/topic', (request, response) => {
    if (parseControlInput(topicChange, request.body).held) topic.hold();
    else topic.release();
    response.json(describe());
  });
  router.post('/topic/subscriptions', (request, response) => {
    const { endpoint, queue } = parseControlInput(newSubscriber, request.body);
    if (queue !== undefined) topic.subscribeQueue(queues.open(queue));
    if (endpoint !== undefined) void topic.subscribe(endpoint);
    response.status(202).json(describe());
  });
  return router;
}
