import { randomUUID } from 'node:crypto';
import express, { type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { SignatureCheck } from '../rules/create-signature-check.ts';
import { AwsError } from './aws-error.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS's query protocol, as far as GetCallerIdentity needs it: a form in, XML out. */
export function serveSts({ settings }: Context, checkSignature: SignatureCheck): Router {
  const router = Router();
  const readBody = express.raw({ type: 'application/x-www-form-urlencoded', limit: '100kb' });
  router.post('/', readBody, (request, response, next) => {
    const { method, originalUrl: target, headers } = request;
    if (!Buffer.isBuffer(request.body)) return next();
    const action = new URLSearchParams(request.body.toString()).get('Action');
    try {
      checkSignature({ method, target, headers, body: request.body }, 'sts');
      if (action !== 'GetCallerIdentity') {
        throw new AwsError(400, 'InvalidAction', 'The simulator has GetCallerIdentity only.');
      }
      const { accountId } = settings;
      sendXml(
        response,
        200,
        `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult><Arn>arn:aws:iam::${accountId}:user/carepost-simulator</Arn><UserId>AIDASIMULATOR0000000</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
      );
    } catch (error) {
      if (!(error instanceof AwsError)) return next(error);
      sendXml(
        response,
        error.status,
        `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      );
    }
  });
  return router;
}

function sendXml(response: Response, status: number, xml: string): void {
  response.status(status).type('text/xml').send(xml);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
