import type { BulkEmailStatus } from '../operations/sending/bulk-email-status.ts';

/** An answer the real service would give: HTTP status, error name and sentence. The SDK turns it into its own error class. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;
  /** What SendBulkEmail says of an entry instead. */
  readonly bulkStatus: BulkEmailStatus;

  constructor(status: number, code: string, message: string, bulkStatus: BulkEmailStatus = 'FAILED') {
    super(message);
    this.status = status;
    this.code = code;
    this.bulkStatus = bulkStatus;
  }
}

export function badRequest(message: string, bulkStatus: BulkEmailStatus = 'INVALID_PARAMETER'): AwsError {
  return new AwsError(400, 'BadRequestException', message, bulkStatus);
}

export function notFound(message: string, bulkStatus: BulkEmailStatus = 'FAILED'): AwsError {
  return new AwsError(404, 'NotFoundException', message, bulkStatus);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError(400, 'AlreadyExistsException', message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError(400, 'LimitExceededException', message);
}

/** What SES's model validation answers, for one broken member. `path` is as in `content.simple.subject`. */
export function invalidMember(path: string, constraint: string): AwsError {
  return badRequest(
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}
