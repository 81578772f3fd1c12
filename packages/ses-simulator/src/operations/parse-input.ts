import type { z } from 'zod';
import { AwsError, badRequest, invalidMember } from '../http/aws-error.ts';

/**
 * Parses a body, naming the first broken member as SES does.
 * @throws AwsError BadRequestException, or `code` for another service
 */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  body: unknown,
  code: 'BadRequestException' | 'ValidationException' | 'InvalidParameterValue' = 'BadRequestException',
): Output {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw badRequest('The request is not valid.');
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const problem = missing ? 'Member must not be null' : issue.message;
  const { message, bulkStatus } = invalidMember(memberPath(issue.path), problem);
  throw new AwsError(400, code, message, bulkStatus);
}

function memberPath(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .map((name) =>
      /^\d+$/.test(name) ? `${Number(name) + 1}.member` : name.slice(0, 1).toLowerCase() + name.slice(1),
    )
    .join('.');
}
