import { isCarepostError } from '@carepost/client';

/** Something a person at the terminal can mend; its message says what. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.fix = fix;
  }
}

export type Explanation = { code: string; message: string; field?: string; fix?: string };

/** What went wrong and what to do, for the person at the terminal. @param url where the service was looked for */
export function explainError(error: unknown, url: string): Explanation {
  if (error instanceof UsageError) {
    return { code: 'usage', message: error.message, ...(error.fix ? { fix: error.fix } : {}) };
  }
  if (isCarepostError(error)) {
    const { code, message, field } = error.data;
    const fix =
      error.data.fix ?? (code === 'unauthenticated' ? 'Put a valid key into CAREPOST_API_KEY.' : undefined);
    return { code, message, ...(field ? { field } : {}), ...(fix ? { fix } : {}) };
  }
  const code = causeCode(error);
  if (code !== undefined) {
    return {
      code: 'unreachable',
      message: `Carepost is not running at ${url} (${code}).`,
      fix: 'Start it with: npm start. If it runs elsewhere, name it with --url or CAREPOST_URL.',
    };
  }
  return {
    code: 'not_carepost',
    message: `What answers at ${url} does not answer like Carepost.`,
    fix: 'Check --url or CAREPOST_URL.',
  };
}

// fetch() hides what the operating system said in the cause of a cause.
function causeCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^(?:E[A-Z]+|UND_ERR_\w+)$/.test(at.code))
      return at.code;
  }
  return undefined;
}
