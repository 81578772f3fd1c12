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
