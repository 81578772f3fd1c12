import type { DeliveryErrorCode } from '@carepost/contracts';
import type { Call } from './call-once.ts';
import { DeliveryError } from './delivery-error.ts';

const THROTTLING = /^(?:TooManyRequests|Throttling|LimitExceeded)(?:Exception)?$/;
const PAUSED = /^(?:AccountSuspended|(?:Account)?SendingPaused)(?:Exception)?$/;
const SET_PAUSED = /^ConfigurationSetSendingPaused(?:Exception)?$/;
const CREDENTIALS =
  /^(?:UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidClientTokenId|InvalidAccessKeyId|MissingAuthenticationToken|AccessDenied|NotAuthorized|ExpiredToken|RequestExpired|OptInRequired)(?:Exception)?$/;

/**
 * What an error of one SendEmail call means. The rules come from the SES v2 API reference (SendEmail, common errors)
 * and the SES Developer Guide ("Errors related to the sending quotas", for the wording). The provider's text may hold
 * addresses: it decides here and stays in `cause`.
 * @returns the error itself when neither the provider nor the network is behind it (a defect of ours).
 */
export function translateSesError(error: unknown, call: Pick<Call, 'started' | 'written'>): unknown {
  if (error instanceof DeliveryError) return error;
  const facts = readFacts(error);
  const code = call.written
    ? afterWriting(facts)
    : call.started
      ? 'connection_failed'
      : beforeStarting(facts);
  return code ? new DeliveryError(code, { cause: error }) : error;
}

type Facts = { name: string; text: string; status: number | undefined; code: string };

function readFacts(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: '', text: '', status: undefined, code: '' };
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return {
    name: error.name,
    text: error.message,
    status: typeof status === 'number' ? status : undefined,
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
  };
}

// The call to SES has not begun; what fails here is finding credentials, which may itself call STS or the machine's role.
function beforeStarting({ name, text, status, code }: Facts): DeliveryErrorCode | undefined {
  if (CREDENTIALS.test(name) || status === 401 || status === 403) return 'credentials_refused';
  if (/Credentials?Provider|TokenProvider|ProviderError/.test(name) || /credential/i.test(text)) {
    return 'credentials_missing';
  }
  return status !== undefined || /^E[A-Z_]+$/.test(code) || name === 'TimeoutError'
    ? 'connection_failed'
    : undefined;
}

function afterWriting({ name, text, status }: Facts): DeliveryErrorCode {
  if (status === undefined) return 'connection_lost';
  if (THROTTLING.test(name) || status === 429) {
    if (/daily.*quota|quota.*(?:day|24)/i.test(text)) return 'daily_quota_exceeded';
    if (name.startsWith('LimitExceeded') && !/sending rate/i.test(text)) return 'limit_exceeded';
    return 'throttled';
  }
  // SES v2 has one name for a paused account and a paused set; the sentence tells them apart.
  if (SET_PAUSED.test(name) || (PAUSED.test(name) && /configuration set/i.test(text))) {
    return 'configuration_set_paused';
  }
  if (PAUSED.test(name)) return 'account_paused';
  // Also a 2xx or 3xx that could not be read: SES may well have taken the message. 408 likewise.
  if (status < 400 || status >= 500 || status === 408) return 'provider_error';
  if (CREDENTIALS.test(name) || status === 401 || status === 403) return 'credentials_refused';
  if (/^MailFromDomainNotVerified/.test(name)) return 'mail_from_not_verified';
  if (/^NotFound/.test(name) || status === 404) return 'configuration_missing';
  if (/configuration set/i.test(text) && /not exist|not found/i.test(text)) return 'configuration_missing';
  if (/not verified/i.test(text)) return 'address_not_verified';
  return status === 413 ? 'limit_exceeded' : 'message_rejected';
}
