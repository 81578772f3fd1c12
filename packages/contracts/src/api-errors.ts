import { z } from 'zod';

/** Every error the API can answer with. `status` is the HTTP status; the sentence is sent when the site of the error has no better one. */
export const apiErrors = {
  invalid_input: { status: 400, sentence: 'The input is not valid.' },
  unknown_template: { status: 400, sentence: 'There is no template with this id.' },
  phi_exposed: {
    status: 400,
    sentence: 'Protected health information would appear outside the sealed body.',
  },
  sender_not_allowed: { status: 400, sentence: 'This sender is not on the list of allowed senders.' },
  recipient_not_allowed: { status: 400, sentence: 'This environment does not deliver to this recipient.' },
  unauthenticated: { status: 401, sentence: 'Send an API key as "Authorization: Bearer cp_…".' },
  missing_scope: { status: 403, sentence: 'This API key does not have the scope the call needs.' },
  foreign_origin: {
    status: 403,
    sentence: 'This request comes from a host or page that may not use this API.',
  },
  not_found: { status: 404, sentence: 'There is nothing with this id.' },
  content_erased: {
    status: 404,
    sentence: 'The content of this email was erased: its retention is over, or its recipient asked for it.',
  },
  no_consent: { status: 409, sentence: 'This address has not agreed to marketing email.' },
  confirmation_required: {
    status: 409,
    sentence: 'This goes against the wish of the recipient and needs an explicit confirmation.',
  },
  too_late: { status: 409, sentence: 'The email is already being sent.' },
  idempotency_conflict: {
    status: 409,
    sentence: 'This idempotency key was used for another request.',
  },
  too_large: { status: 413, sentence: 'The request is too large.' },
  rate_limited: { status: 429, sentence: 'Too many requests.' },
  unavailable: { status: 503, sentence: 'The service cannot do this right now; try again.' },
  internal: { status: 500, sentence: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; sentence: string }>;

export const apiErrorCode = z.enum(Object.keys(apiErrors) as [keyof typeof apiErrors]);
export type ApiErrorCode = keyof typeof apiErrors;
