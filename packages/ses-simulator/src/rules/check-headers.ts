import { badRequest } from '../http/aws-error.ts';

const NAME = /^[!-9;-~]{1,126}$/;
const VALUE = /^[ -~]{1,995}$/;

/**
 * SES's rule for the extra headers of a message: printable ASCII; a name of at most 126 characters, a value of at
 * most 995, both together at most 996. Source: Amazon SES API v2 reference, MessageHeader.
 * @throws AwsError BadRequestException
 */
export function checkHeaders(headers: readonly { Name: string; Value: string }[]): void {
  for (const { Name: name, Value: value } of headers) {
    if (!NAME.test(name)) throw badRequest(`Invalid header name <${name}>.`);
    if (!VALUE.test(value)) throw badRequest(`Invalid value of header <${name}>.`);
    if (name.length + value.length > 996) throw badRequest(`Header <${name}> is longer than 996 characters.`);
  }
}
