import { type DeliveryErrorCode, deliveryErrors } from '@carepost/contracts';
import { expect, it } from 'vitest';
import { openSesStub, refuse } from '../test/ses-stub.ts';
import { createSesTransport } from './ses.ts';
import { translateSesError } from './translate-ses-error.ts';
import { failureOf } from './transport-contract.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

// Through the real SDK, so that its own reading of the answer is part of the test.
it.each([
  [429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', 'throttled'],
  [400, 'ThrottlingException', 'Rate exceeded', 'throttled'],
  [400, 'Throttling', 'Maximum sending rate exceeded.', 'throttled'],
  [429, 'TooManyRequestsException', 'Daily message quota exceeded.', 'daily_quota_exceeded'],
  [400, 'Throttling', 'Daily message quota exceeded.', 'daily_quota_exceeded'],
  [400, 'LimitExceededException', 'Daily message quota exceeded.', 'daily_quota_exceeded'],
  [400, 'LimitExceededException', 'Too many recipients.', 'limit_exceeded'],
  [413, 'RequestEntityTooLargeException', 'Too large', 'limit_exceeded'],
  [400, 'AccountSuspendedException', 'Account suspended', 'account_paused'],
  [400, 'SendingPausedException', 'Sending paused for this account', 'account_paused'],
  [
    400,
    'SendingPausedException',
    'Sending is paused for configuration set <marketing>',
    'configuration_set_paused',
  ],
  [400, 'MessageRejected', 'Email address is not verified. ada@clinic.example', 'address_not_verified'],
  [400, 'MessageRejected', 'Message contains a virus', 'message_rejected'],
  [400, 'BadRequestException', 'Illegal address ada@clinic.example', 'message_rejected'],
  [400, 'BadRequestException', 'Configuration set <x> does not exist.', 'configuration_missing'],
  [404, 'NotFoundException', 'Configuration set <x> does not exist.', 'configuration_missing'],
  [400, 'MailFromDomainNotVerifiedException', 'bounce.clinic.example', 'mail_from_not_verified'],
  [403, 'UnrecognizedClientException', 'The security token is invalid.', 'credentials_refused'],
  [403, 'InvalidSignatureException', 'Signature expired', 'credentials_refused'],
  [403, 'AccessDeniedException', 'not authorized to perform ses:SendEmail', 'credentials_refused'],
  [400, 'ExpiredTokenException', 'The security token has expired', 'credentials_refused'],
  [403, 'SomethingNewException', 'no', 'credentials_refused'],
  [400, 'SomethingNewException', 'no', 'message_rejected'],
  [500, 'InternalServiceErrorException', 'no', 'provider_error'],
  [503, 'ServiceUnavailable', 'no', 'provider_error'],
  [504, 'GatewayTimeout', 'no', 'provider_error'],
  [408, 'RequestTimeoutException', 'no', 'provider_error'],
] satisfies [number, string, string, DeliveryErrorCode][])(
  'reads %i %s "%s" as %s',
  async (status, type, message, code) => {
    await using stub = await openSesStub((response) => refuse(response, status, type, message));
    const transport = createSesTransport({ region: 'us-east-1', endpoint: stub.url, credentials });
    const error = await failureOf(transport);
    expect(error).toMatchObject({ name: 'DeliveryError', code, message: deliveryErrors[code].sentence });
    expect(error).toHaveProperty('cause.message', message);
    expect(stub.posts).toBe(1);
  },
);

const before = { started: false, written: false };
const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, ...more });

it.each([
  ['the default chain finds nothing', named('CredentialsProviderError'), 'credentials_missing'],
  ['the token of a web identity is missing', named('TokenProviderError'), 'credentials_missing'],
  [
    'STS refuses the role',
    named('AccessDenied', { $metadata: { httpStatusCode: 403 } }),
    'credentials_refused',
  ],
  [
    'STS is down, which says nothing about our message',
    named('ServiceUnavailable', { $metadata: { httpStatusCode: 503 } }),
    'connection_failed',
  ],
  ['STS cannot be reached', named('Error', { code: 'ECONNRESET' }), 'connection_failed'],
] satisfies [string, Error, DeliveryErrorCode][])('knows that nothing was sent when %s', (_, error, code) => {
  expect(translateSesError(error, before)).toMatchObject({ code, outcome: 'not_sent', cause: error });
});

it('leaves a defect of ours what it is', () => {
  const defect = new TypeError('x is not a function');
  expect(translateSesError(defect, before)).toBe(defect);
});

it('takes any failure between starting and writing for not sent, and any without an answer after it for unknown', () => {
  for (const code of ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
    const error = named('Error', { code });
    expect(translateSesError(error, { started: true, written: false })).toMatchObject({
      code: 'connection_failed',
    });
    expect(translateSesError(error, { started: true, written: true })).toMatchObject({
      code: 'connection_lost',
    });
  }
});
