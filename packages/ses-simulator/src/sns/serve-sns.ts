import { randomUUID } from 'node:crypto';
import { type Request, Router } from 'express';
import type { Context } from '../context.ts';
import type { SnsTopic } from './sns-topic.ts';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

type XmlAnswer = { status: number; xml: string };

/**
 * The part of SNS that a subscriber calls: the certificate, and the URLs in its messages. They name
 * `https://sns.<region>.amazonaws.com`; a subscriber that maps that host here gets the same path and query.
 */
export function serveSns({ topic }: Context): Router {
  const router = Router();
  router.get(topic.certificatePath, (_request, response) => {
    response.type('application/x-pem-file').send(topic.certificate);
  });
  router.get('/', (request, response, next) => {
    const answer = act(topic, request.query);
    if (answer) response.status(answer.status).type('text/xml').send(answer.xml);
    else next();
  });
  return router;
}

function act(topic: SnsTopic, query: Request['query']): XmlAnswer | undefined {
  switch (query.Action) {
    case undefined:
      return undefined;
    case 'ConfirmSubscription': {
      if (query.TopicArn !== topic.arn) return failed(404, 'NotFound', 'Topic does not exist');
      const arn = typeof query.Token === 'string' ? topic.confirm(query.Token) : undefined;
      if (arn === undefined) return failed(400, 'InvalidParameter', 'Invalid parameter: Token');
      return done('ConfirmSubscription', `<SubscriptionArn>${arn}</SubscriptionArn>`);
    }
    case 'Unsubscribe': {
      const arn = query.SubscriptionArn;
      if (typeof arn === 'string' && topic.unsubscribe(arn)) return done('Unsubscribe', '');
      return failed(404, 'NotFound', 'Subscription does not exist');
    }
    default:
      return failed(400, 'InvalidAction', 'The simulator has ConfirmSubscription and Unsubscribe only.');
  }
}

function done(action: string, result: string): XmlAnswer {
  const body = result === '' ? '' : `<${action}Result>${result}</${action}Result>`;
  return {
    status: 200,
    xml: `<${action}Response xmlns="${NAMESPACE}">${body}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  };
}

function failed(status: number, code: string, message: string): XmlAnswer {
  return {
    status,
    xml: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  };
}
