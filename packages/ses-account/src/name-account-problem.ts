import type { DeliveryErrorCode } from '@carepost/contracts';

const REFUSED =
  /^(?:UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidClientTokenId|MissingAuthenticationToken|AccessDenied|NotAuthorized|ExpiredToken|RequestExpired|OptInRequired)(?:Exception)?$/;

export type AccountProblem = Extract<
  DeliveryErrorCode,
  'credentials_missing' | 'credentials_refused' | 'throttled' | 'connection_failed' | 'provider_error'
>;

/**
 * Why a read of the account failed, in the words of the delivery errors (they carry the guide's fixes).
 * @returns undefined for what neither AWS nor the network did.
 */
export function nameAccountProblem(error: unknown): AccountProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = httpStatus(error);
  if (REFUSED.test(error.name) || status === 401 || status === 403) return 'credentials_refused';
  if (/Credentials?Provider|TokenProvider/.test(error.name) || /credential/i.test(error.message)) {
    return 'credentials_missing';
  }
  if (/^(?:TooManyRequests|Throttling)/.test(error.name) || status === 429) return 'throttled';
  if (status !== undefined) return 'provider_error';
  // Whatever has no answer of AWS in it but a code of the operating system or of TLS never arrived.
  const coded = 'code' in error && typeof error.code === 'string';
  return coded || error.name === 'TimeoutError' ? 'connection_failed' : undefined;
}

function httpStatus(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
