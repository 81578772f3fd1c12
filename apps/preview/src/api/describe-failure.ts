import { type CarepostErrorData, isCarepostError } from '@carepost/client';

/** Why a call failed, in words for people. `unreachable`: nobody who speaks for the API answered. */
export type Failure = {
  unreachable: boolean;
  code?: CarepostErrorData['code'];
  sentence: string;
  field?: string;
  fix?: string;
};

export function describeFailure(error: unknown): Failure {
  if (!isCarepostError(error)) {
    return {
      unreachable: true,
      sentence: 'The Carepost API does not answer.',
      fix: 'Check that the service is running, then try again.',
    };
  }
  const { code, message, field, fix } = error.data;
  return {
    unreachable: false,
    code,
    sentence: message,
    ...(field ? { field } : {}),
    ...(fix ? { fix } : {}),
  };
}
