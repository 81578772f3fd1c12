import { apiErrorCode, apiErrors } from '@carepost/contracts';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi';
import { z } from 'zod';
import { appRouter } from '../router.ts';
import { describeWebhooks } from './describe-webhooks.ts';

/** The OpenAPI 3.1 document of the REST API, made of the tRPC procedures. */
export function describeApi(publicUrl: string | undefined): OpenAPIObject {
  const document = generateOpenApiDocument(appRouter, {
    title: 'Carepost API',
    version: '1',
    description:
      'Typed transactional email for healthcare teams. Every request has `Authorization: Bearer cp_…`; on the developer’s own machine with the simulator none is needed.',
    baseUrl: `${publicUrl ?? ''}/api`,
    tags: ['Email', 'Templates', 'Suppressions', 'Consents', 'Account', 'API keys', 'Webhooks'],
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `cp_…`' } },
  });
  // The generator describes its own handler's errors; these are ours.
  for (const name of Object.keys(document.components?.schemas ?? {})) {
    if (name.startsWith('error.') && document.components?.schemas)
      document.components.schemas[name] = errorSchema;
  }
  describeBatch(document);
  describeRefusals(document);
  return Object.assign(document, { webhooks: describeWebhooks() });
}

// To the generator an item of a batch is any object, since each is checked on its own. It is a send without what a batch
// does not take.
function describeBatch({ paths }: OpenAPIObject): void {
  const send = readSchema(paths?.['/emails']?.post);
  const emails = readSchema(paths?.['/emails/batch']?.post)?.properties?.emails;
  if (!send?.properties || !emails) throw new TypeError('The document lacks a send or a batch.');
  const { attachments, idempotencyKey, ...properties } = send.properties;
  Object.assign(emails, { items: { ...send, properties } });
}

// The generator knows of 400, 401, 403 and 500.
function describeRefusals({ paths }: OpenAPIObject): void {
  for (const [path, { get, post, delete: remove }] of Object.entries(paths ?? {})) {
    for (const operation of [get, post, remove]) {
      if (!operation) continue;
      const refusals = [
        ...(path.includes('{') ? [[404, 'There is nothing with this id'] as const] : []),
        ...(conflicts[path] === undefined ? [] : [[409, conflicts[path]] as const]),
        ...(operation === post ? [[413, 'The body is too large'] as const] : []),
        [429, 'The key makes too many requests; see Retry-After'] as const,
        [503, 'The service cannot do this right now'] as const,
      ];
      operation.responses = {
        ...operation.responses,
        ...Object.fromEntries(refusals.map(([status, description]) => [status, refusal(description)])),
      };
    }
  }
}

const SENT_BEFORE = 'The idempotency key was used for another request';
const conflicts: Readonly<Record<string, string>> = {
  '/emails': `${SENT_BEFORE}, or an address has not agreed to marketing`,
  '/emails/batch': SENT_BEFORE,
  '/email/test-custom': `${SENT_BEFORE}, or an address has not agreed to marketing`,
  '/emails/{id}/cancel': 'It is too late to cancel',
  '/suppressions/remove': 'The recipient’s own wish needs `evenThough`',
  '/webhooks/{id}/deliveries/{deliveryId}/replay': 'The delivery is on its way already',
  '/consents': 'The recipient’s own wish needs `evenThough`',
};

function refusal(description: string) {
  return {
    description,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/error.BAD_REQUEST' } } },
  };
}

function readSchema(operation: unknown) {
  return operationWithBody.safeParse(operation).data?.requestBody.content['application/json'].schema;
}

// Passed through as it is, so that what is assigned stands in the document.
const schemaWithProperties = z.custom<{ properties?: Record<string, object> }>(
  (value) => typeof value === 'object' && value !== null,
);
const operationWithBody = z.object({
  requestBody: z.object({
    content: z.object({ 'application/json': z.object({ schema: schemaWithProperties }) }),
  }),
});

const errorSchema = {
  title: 'Error',
  type: 'object' as const,
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' as const, enum: [...apiErrorCode.options] },
    message: { type: 'string' as const, description: 'One sentence for people' },
    field: { type: 'string' as const, description: 'The field at fault, such as message.props.firstName' },
    fix: { type: 'string' as const, description: 'What to do about it' },
  },
  example: {
    code: 'invalid_input',
    message: 'message.props.firstName is required.',
    field: 'message.props.firstName',
  },
  description: Object.entries(apiErrors)
    .map(([code, { status, sentence }]) => `- \`${code}\` (${status}): ${sentence}`)
    .join('\n'),
};
