import { AwsError } from '../http/aws-error.ts';
import type { BulkEmailStatus } from '../operations/sending/bulk-email-status.ts';
import type { Quota } from '../settings.ts';
import { RecipientWindow } from './recipient-window.ts';

const SECOND = 1000;
const DAY = 86_400_000;

/**
 * The sending quota: recipients a second and recipients in 24 hours, both over rolling windows. SES lets short
 * bursts above the rate pass; this one lets none, so that a sender that paces itself wrongly is seen. One message
 * with more recipients than the rate still passes when nothing else was sent in its second.
 */
export class SendQuota {
  limits: Quota;
  readonly #second = new RecipientWindow(SECOND, 1);
  readonly #day = new RecipientWindow(DAY, 60_000);

  constructor(limits: Quota) {
    this.limits = limits;
  }

  /**
   * Takes `recipients` from the quota at `now` (ms), or throws what SES answers. Only `counted` of them fall on the
   * day: the mailbox simulator's addresses are free there.
   * @throws AwsError TooManyRequestsException
   */
  take(recipients: number, counted: number, now: number): void {
    const today = this.#day.total(now);
    if (this.limits.max24Hours >= 0 && today + counted > this.limits.max24Hours) {
      throw dailyQuotaExceeded();
    }
    const lastSecond = this.#second.total(now);
    if (lastSecond > 0 && lastSecond + recipients > this.limits.maxPerSecond) throw sendingTooFast();
    this.#second.add(recipients, now);
    this.#day.add(counted, now);
  }

  sentLast24Hours(now: number): number {
    return this.#day.total(now);
  }
}

export function sendingTooFast(): AwsError {
  return tooManyRequests('Maximum sending rate exceeded.', 'ACCOUNT_THROTTLED');
}

export function dailyQuotaExceeded(): AwsError {
  return tooManyRequests('Daily message quota exceeded.', 'ACCOUNT_DAILY_QUOTA_EXCEEDED');
}

function tooManyRequests(message: string, bulkStatus: BulkEmailStatus): AwsError {
  return new AwsError(429, 'TooManyRequestsException', message, bulkStatus);
}
