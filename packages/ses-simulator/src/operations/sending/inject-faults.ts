import { setTimeout as wait } from 'node:timers/promises';
import { dailyQuotaExceeded, sendingTooFast } from '../../account/send-quota.ts';
import type { Context } from '../../context.ts';
import { AwsError } from '../../http/aws-error.ts';
import type { OperationAnswer } from '../operation.ts';

/**
 * The faults of a request that is not looked at: nothing of it is accepted.
 * @throws AwsError
 */
export function failBeforeAccepting({ faults }: Context): 'reset' | undefined {
  if (faults.take('failBefore')) throw internalFailure();
  if (faults.take('resetBefore')) return 'reset';
  if (faults.take('throttle')) throw sendingTooFast();
  if (faults.take('dailyQuota')) throw dailyQuotaExceeded();
  return undefined;
}

/**
 * The answer to a request that was accepted, unless a fault keeps it from the caller.
 * @throws AwsError
 */
export async function answerAccepted(answer: object, { faults, closing }: Context): Promise<OperationAnswer> {
  const reset = faults.take('resetAfterAccept');
  const fail = faults.take('failAfterAccept');
  const { delayMs } = faults;
  if (delayMs > 0) await wait(delayMs, undefined, { signal: closing }).catch(() => undefined);
  if (reset) return 'reset';
  if (fail) throw internalFailure();
  return { json: answer };
}

function internalFailure(): AwsError {
  return new AwsError(500, 'InternalFailure', 'Internal failure.');
}
