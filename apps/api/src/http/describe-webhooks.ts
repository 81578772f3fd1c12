import { webhookEvent } from '@carepost/contracts';
import { z } from 'zod';

const signature =
  'Signed as Standard Webhooks 1.0.0 says. Answer 2xx within 15 seconds; anything else is tried again.';

/** The `webhooks` section of the OpenAPI document: what endpoints are told, by type. */
export function describeWebhooks() {
  const headers = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
    name,
    in: 'header' as const,
    required: true,
    schema: { type: 'string' as const },
  }));
  return Object.fromEntries(
    webhookEvent.options.flatMap((shape) => {
      const { $schema: _, ...schema } = z.toJSONSchema(shape, { io: 'output' });
      const type = shape.shape.type;
      const names: readonly string[] = type instanceof z.ZodEnum ? type.options : [...type.values];
      return names.map((name) => [
        name,
        {
          post: {
            summary: name,
            description: signature,
            parameters: headers,
            requestBody: { required: true, content: { 'application/json': { schema } } },
            responses: {
              '2XX': { description: 'Taken' },
              '410': { description: 'Never again: the endpoint is disabled' },
            },
          },
        },
      ]);
    }),
  );
}
