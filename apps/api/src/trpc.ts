import type { ApiKeyScope } from '@carepost/contracts';
import { initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import { ZodError } from 'zod';
import type { Caller } from './api-keys/authenticate.ts';
import { checkJson } from './check-json.ts';
import type { Context } from './context.ts';
import { describeInputError } from './describe-input-error.ts';
import { ApiError, shapeTrpcError, toTrpcError } from './errors.ts';
import { nameOf, ownText } from './loggable.ts';

/** What a procedure gets: the service, who is calling, and the header Idempotency-Key. */
type RequestContext = { service: Context; caller: Caller; idempotencyKey: string | undefined };

/** What stands beside a procedure: its REST form, and the scope it needs. */
type Meta = OpenApiMeta & { scope?: ApiKeyScope };

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    // A stack never leaves, not even in development: it may quote props.
    isDev: false,
    errorFormatter: ({ error }) => shapeTrpcError(error),
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  });

export const router = t.router;

const translateErrors = t.middleware(async ({ next, ctx, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof ApiError) throw toTrpcError(cause);
  if (cause instanceof ZodError && result.error.code === 'BAD_REQUEST') {
    throw toTrpcError(describeInputError(cause, ctx.service.registry.ids));
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.service.logger.error(
      { path: ownText(path), error: nameOf(cause ?? result.error) },
      'A procedure failed unexpectedly',
    );
  }
  return result;
});

/** A procedure that needs a scope; every one declares `.output()` as well. */
export function scoped(scope: ApiKeyScope) {
  return t.procedure
    .meta({ scope })
    .use(translateErrors)
    .use(async ({ ctx, getRawInput, next }) => {
      if (ctx.caller.kind === 'nobody') throw new ApiError('unauthenticated');
      if (!ctx.caller.scopes.includes(scope)) {
        throw new ApiError('missing_scope', `This call needs an API key with the scope "${scope}".`);
      }
      checkJson(await getRawInput());
      return next({ ctx: { ...ctx, caller: ctx.caller } });
    });
}
