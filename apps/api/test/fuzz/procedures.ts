import { z } from 'zod';
import { appRouter } from '../../src/router.ts';

/** One procedure of the router, as both of its surfaces reach it. */
export type Procedure = {
  name: string;
  type: 'query' | 'mutation' | 'subscription';
  /** JSON schema of its input. */
  input: unknown;
  rest: { method: 'GET' | 'POST' | 'DELETE'; path: string } | undefined;
};

const definition = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  inputs: z.tuple([z.custom<z.ZodType>((value) => value instanceof z.ZodType)], z.unknown()),
  meta: z
    .object({
      openapi: z.object({ method: z.enum(['GET', 'POST', 'DELETE']), path: z.string() }).optional(),
    })
    .optional(),
});

/** Every procedure there is: one that is added is fuzzed from then on. */
export function listProcedures(): Procedure[] {
  return Object.entries(appRouter._def.procedures).map(([name, procedure]) => {
    const { type, inputs, meta } = definition.parse('_def' in procedure ? procedure._def : undefined);
    return {
      name,
      type,
      input: z.toJSONSchema(inputs[0], { io: 'input', unrepresentable: 'any' }),
      rest: meta?.openapi,
    };
  });
}
