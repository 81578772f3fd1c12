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
  // A key is input too, and what a program made into one may be a name.
  const unknownKey = error.issues[0]?.code === 'unrecognized_keys';
  const message = unknownKey
    ? `${field || 'The input'} has a field that is not known here: compare it with /api/docs.`
    : issue.message;
  return new ApiError('invalid_input', message, { ...(field ? { field } : {}), cause: error });
}
