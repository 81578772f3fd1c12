import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from './app-router.ts';
import type { ErrorCodes, ErrorFacts } from './procedures.ts';

/**
 * What the service says of an error: a `code` of a closed set, a `message` for people that never holds what was sent,
 * the `field` of the input that is wrong (such as `message.props.firstName`), and the `fix` where there is one.
 */
export type CarepostErrorData = ErrorFacts & { code: keyof ErrorCodes };

/** An error the service answered with, as opposed to one of the network or of a proxy on the way. */
export type CarepostError = TRPCClientError<AppRouter> & { readonly data: CarepostErrorData };

/** Whether the service itself said no; then `error.data` tells why: `{ code, message, field?, fix? }`. */
export function isCarepostError(error: unknown): error is CarepostError {
  if (!(error instanceof TRPCClientError)) return false;
  const data: unknown = error.data;
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    typeof data.code === 'string' &&
    'message' in data &&
    typeof data.message === 'string'
  );
}
