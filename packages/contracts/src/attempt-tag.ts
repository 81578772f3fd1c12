/**
 * An attempt is named by its email and fence, so that the SES tag `attempt_id` needs no look-up table.
 * SES allows `[A-Za-z0-9_-]`, at most 256 characters, in a tag's value.
 */
export function attemptTag(emailId: string, fence: number): string {
  return `${emailId}_${fence}`;
}

/** The inverse of {@link attemptTag}; undefined for anything that is not one. */
export function parseAttemptTag(tag: string): { emailId: string; fence: number } | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([1-9]\d{0,8})$/.exec(tag);
  return match?.[1] && match[2] ? { emailId: match[1], fence: Number(match[2]) } : undefined;
}
