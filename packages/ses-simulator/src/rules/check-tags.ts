import { badRequest } from '../http/aws-error.ts';

const PLAIN = /^[A-Za-z0-9_-]+$/;
// The two names with a colon that SES lets a sender set (Amazon SES Developer Guide, "Fine-grained feedback").
const FEEDBACK = /^ses:feedback-id-[ab]$/;

/**
 * SES's rule for message tags: names and values of `[A-Za-z0-9_-]`, at most 256 characters.
 * Source: Amazon SES API v2 reference, MessageTag.
 * @throws AwsError BadRequestException
 */
export function checkTags(tags: readonly { Name: string; Value: string }[]): Record<string, string> {
  for (const { Name: name, Value: value } of tags) {
    if (!PLAIN.test(name) && !FEEDBACK.test(name)) throw badCharacters('name', name);
    if (!PLAIN.test(value)) throw badCharacters('value', value);
    if (name.length > 256) throw tooLong('name', name);
    if (value.length > 256) throw tooLong('value', value);
  }
  return Object.fromEntries(tags.map(({ Name, Value }) => [Name, Value]));
}

function badCharacters(what: 'name' | 'value', text: string) {
  return badRequest(
    `Invalid tag ${what} <${text}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`,
  );
}

function tooLong(what: 'name' | 'value', text: string) {
  return badRequest(`Tag ${what} <${text}> is longer than 256 characters.`);
}
