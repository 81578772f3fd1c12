import { type ApiErrorCode, apiErrors } from '@carepost/contracts';
import { type TRPC_ERROR_CODE_NUMBER, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';

/** An error of the closed set, thrown by services and mapped to HTTP and tRPC at the edge. Its message is for callers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly field: string | undefined;
  readonly fix: string | undefined;
  /** Goes out as the header Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ApiErrorCode,
    sentence?: string,
    details: { field?: string; fix?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(sentence ?? apiErrors[code].sentence, { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.fix = details.fix;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
} as const;

export function toTrpcError(error: ApiError): TRPCError {
  return new TRPCError({
    code: trpcCodes[apiErrors[error.code].status],
    message: error.message,
    cause: error,
  });
}

/**
 * The numbers a tRPC client decides by. They follow the described error: an error inside a subscription comes wrapped as
 * an internal one, which a client takes for passing and reconnects forever.
 */
function trpcNumbersOf(code: ApiErrorCode): { code: TRPC_ERROR_CODE_NUMBER; httpStatus: number } {
  const { status } = apiErrors[code];
  return { code: TRPC_ERROR_CODES_BY_KEY[trpcCodes[status]], httpStatus: status };
}

/** An error as tRPC clients read it. */
export function shapeTrpcError(error: unknown) {
  const described = describeError(error);
  const { code, httpStatus } = trpcNumbersOf(described.code);
  return { code, message: described.message, data: { httpStatus, ...described } };
}

/** When a caller may try again, where the error knows. */
export function retryAfterOf(error: unknown): number | undefined {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof ApiError ? cause.retryAfterSeconds : undefined;
}

/** What a caller is told of an error: our sentences as they are, anything else without its text. */
export function describeError(error: unknown): {
  code: ApiErrorCode;
  message: string;
  field?: string;
  fix?: string;
} {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (cause instanceof ApiError) {
    return {
      code: cause.code,
      message: cause.message,
      ...(cause.field ? { field: cause.field } : {}),
      ...(cause.fix ? { fix: cause.fix } : {}),
    };
  }
  if (error instanceof TRPCError) {
    const code = codeOf(error.code);
    if (code !== 'internal') return { code, message: sentenceOf(error) ?? apiErrors[code].sentence };
  }
  return { code: 'internal', message: apiErrors.internal.sentence };
}

// What tRPC refuses before a procedure is called. Its own messages quote the request.
function sentenceOf({ code, cause }: TRPCError): string | undefined {
  if (cause instanceof SyntaxError) return 'The body is not valid JSON.';
  switch (code) {
    case 'NOT_FOUND':
      return 'There is no such procedure; see /api/docs.';
    case 'METHOD_NOT_SUPPORTED':
      return 'A mutation takes a POST, with its input in the body.';
    case 'UNSUPPORTED_MEDIA_TYPE':
      return 'Content-Type must be application/json.';
    default:
      return undefined;
  }
}

function codeOf(code: TRPCError['code']): ApiErrorCode {
  switch (code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'UNPROCESSABLE_CONTENT':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'METHOD_NOT_SUPPORTED':
      return 'invalid_input';
    case 'UNAUTHORIZED':
      return 'unauthenticated';
    case 'FORBIDDEN':
      return 'missing_scope';
    case 'NOT_FOUND':
      return 'not_found';
    case 'PAYLOAD_TOO_LARGE':
      return 'too_large';
    case 'TOO_MANY_REQUESTS':
      return 'rate_limited';
    default:
      return 'internal';
  }
}
