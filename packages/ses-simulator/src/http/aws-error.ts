/** An answer the real service would give: HTTP status, error name and sentence. The SDK turns it into its own error class. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function badRequest(message: string): AwsError {
  return new AwsError(400, 'BadRequestException', message);
}

/** What SES's model validation answers, for one broken member. `path` is as in `content.simple.subject`. */
export function invalidMember(path: string, constraint: string): AwsError {
  return badRequest(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}
