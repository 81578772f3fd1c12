import express, { type Request, type Response } from 'express';
import type { Context } from '../context.ts';
import type { Received } from '../events/receive-sns.ts';
import { SnsRefusedError } from '../events/verify-sns.ts';
import { nameOf } from '../loggable.ts';

/** SNS messages are at most 256 KB. */
const readText = express.text({ type: () => true, limit: 300 * 1024 });

/**
 * `POST /webhooks/ses`. Answers 403 for what is not from a topic of ours and 500 for what could not be stored: SNS then
 * delivers it again. A 200 means that an event is in the database, or that the message was none.
 */
export function createSnsWebhook(context: Context, receive: (body: unknown) => Promise<Received>) {
  return [
    readText,
    async (request: Request, response: Response) => {
      try {
        response.json({ received: await receive(parseJson(request.body)) });
      } catch (error) {
        if (error instanceof SnsRefusedError) {
          context.logger.warn({ reason: error.reason }, 'An SNS message was refused');
          response
            .status(403)
            .json({ code: 'forbidden', message: 'This message is not from a topic of this service.' });
          return;
        }
        context.logger.error({ error: nameOf(error) }, 'An event could not be stored; SNS will repeat it');
        response
          .status(500)
          .json({ code: 'internal', message: 'The event was not stored; deliver it again.' });
      }
    },
  ];
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
