import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { Received } from '../events/receive-sns.ts';
import { CertificateUnavailableError } from '../events/sns-certificates.ts';
import { SnsRefusedError } from '../events/verify-sns.ts';
import { nameOf } from '../loggable.ts';
import { cutOffUnread } from './limit-body.ts';
import { readRaw } from './read-raw.ts';
import { sendError } from './rest-api.ts';

/** SNS messages are at most 256 KB. */
const LIMIT = 300 * 1024;
const WARN_EVERY_MS = 60_000;

/**
 * `POST /webhooks/ses`. Answers 403 for what is not from a topic of ours, 503 when SNS could not be asked about that, and
 * 500 for what could not be stored: SNS then delivers it again. A 200 means that an event is in the database, or that the
 * message was none.
 */
export function createSnsWebhook(context: Context, receive: (body: unknown) => Promise<Received>) {
  const { logger, now } = context;
  let warnedAt = Number.NEGATIVE_INFINITY;
  // Anybody can bring this about, so it is not said each time.
  const withoutCertificate = () => {
    const due = now().getTime() - warnedAt >= WARN_EVERY_MS;
    if (due) warnedAt = now().getTime();
    logger[due ? 'warn' : 'debug']('An SNS message waits: the certificate it names could not be fetched');
  };

  return async (request: Request, response: Response) => {
    cutOffUnread(request, response);
    try {
      const body = parseJson(await readRaw(request, LIMIT));
      response.json({ received: await receive(body) });
    } catch (error) {
      if (error instanceof ApiError) {
        sendError(context, response, error);
      } else if (error instanceof SnsRefusedError) {
        logger.warn({ reason: error.reason }, 'An SNS message was refused');
        response
          .status(403)
          .json({ code: 'forbidden', message: 'This message is not from a topic of this service.' });
      } else if (error instanceof CertificateUnavailableError) {
        withoutCertificate();
        const sentence = 'The certificate of this message could not be fetched; deliver it again.';
        sendError(context, response, new ApiError('unavailable', sentence));
      } else {
        logger.error({ error: nameOf(error) }, 'An event could not be stored; SNS will repeat it');
        response
          .status(500)
          .json({ code: 'internal', message: 'The event was not stored; deliver it again.' });
      }
    }
  };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
