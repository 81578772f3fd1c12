import type { z } from 'zod';

/** A problem with one field: `path` such as `message.props.visits[0].clinic`, and one sentence that starts with it. */
export type PropIssue = { path: string; message: string };

/**
 * A zod error as sentences for people, one a field, never with the value. `prefix` is the path of what was parsed, such
 * as `message`. A schema's own message is used when it is a phrase that goes on from the field's name ("must be …").
 */
export function describeIssues(error: z.core.$ZodError, prefix = ''): PropIssue[] {
  return error.issues.map((issue) => {
    const path = joinPath(prefix, issue.path);
    return { path, message: `${path || 'The input'} ${phraseOf(issue)}.` };
  });
}

function joinPath(prefix: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((joined, key) => {
    if (typeof key === 'number') return `${joined}[${key}]`;
    return joined === '' ? String(key) : `${joined}.${String(key)}`;
  }, prefix);
}

function phraseOf(issue: z.core.$ZodIssue): string {
  // Zod's own messages start with a capital; those of our schemas are phrases.
  if (/^\p{Ll}/u.test(issue.message)) return issue.message.replace(/\.$/, '');
  switch (issue.code) {
    case 'invalid_type':
      return /received undefined$/.test(issue.message) ? 'is required' : `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'unrecognized_keys':
      // A key is input too: what a program made into one may be a patient's name.
      return 'has a field that is not known here';
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return issue.discriminator ? 'must be one of the known values' : 'is not valid';
    default:
      return 'is not valid';
  }
}

function article(expected: string): string {
  const name = expected === 'string' ? 'text' : expected;
  return name === 'text' ? name : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}
