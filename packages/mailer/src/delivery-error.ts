import { type DeliveryErrorCode, deliveryErrors } from '@carepost/contracts';

/**
 * What became of a call to a transport, in the closed set of `deliveryErrors`. The provider's own error is the
 * `cause`; its text may hold addresses, so it belongs into no log.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryErrorCode;
  readonly outcome: 'not_sent' | 'refused' | 'unknown';
  // Private, so that a logger that copies an error's own fields does not print addresses.
  readonly #rejected: readonly string[];

  constructor(code: DeliveryErrorCode, options?: ErrorOptions & { rejected?: readonly string[] }) {
    super(deliveryErrors[code].sentence, options);
    this.code = code;
    this.outcome = deliveryErrors[code].outcome;
    this.#rejected = options?.rejected ?? [];
  }

  /** The recipients that made the server refuse the whole message, where it named them (SMTP). */
  get rejected(): readonly string[] {
    return this.#rejected;
  }
}
