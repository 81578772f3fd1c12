import { describeIssues } from '@carepost/template-kit';
import type { ZodError } from 'zod';
import { ApiError } from './errors.ts';

/** One sentence for a caller: the field and what is wrong, never the value (it may be PHI). */
export function describeInputError(error: ZodError, templateIds: readonly string[]): ApiError {
  const [issue] = describeIssues(error);
  if (!issue) return new ApiError('invalid_input', undefined, { cause: error });
  const field = issue.path;
  if (field === 'message.template' || field === 'template') {
    return new ApiError('unknown_template', `${field} must be one of ${templateIds.join(', ')}.`, {
      field,
      cause: error,
    });
  }
  return new ApiError('invalid_input', issue.message, { ...(field ? { field } : {}), cause: error });
}
