import { apiErrorCode, apiErrors } from '@carepost/contracts';
import { z } from 'zod';
import { CANARY } from './hostile-values.ts';
import type { RawRequest } from './raw-request.ts';
import type { Answer } from './send-raw.ts';

const described = {
  code: apiErrorCode,
  message: z.string().min(1).max(2_000),
  field: z.string().max(200).optional(),
  fix: z.string().optional(),
};
/** The closed shape of an error over REST; the SNS endpoint's "forbidden" is for SNS alone. */
const restError = z.strictObject({ ...described, code: z.union([apiErrorCode, z.literal('forbidden')]) });
const trpcError = z.strictObject({
  error: z.strictObject({
    code: z.number(),
    message: described.message,
    data: z.strictObject({ httpStatus: z.number(), ...described }),
  }),
});

// Words of a stack, of the language and of what the service is built from.
const FOREIGN =
  /\n\s+at |node_modules|file:\/\/\/|prisma|postgres|pglite|(?:Syntax|Type|Range|Reference)Error|Unexpected token|ECONN|<pre>/i;

/** What is wrong with an answer, as a sentence; undefined when nothing is. */
export function judgeAnswer(request: RawRequest, answer: Answer): string | undefined {
  if (answer.kind === 'silent') return 'no answer came';
  if (answer.kind === 'closed') {
    const cut =
      request.announcedLength !== undefined && request.announcedLength > (request.body?.length ?? 0);
    return cut ? undefined : 'the connection closed without an answer';
  }
  const { status, headers, type, body } = answer;
  if (/^x-powered-by:/im.test(headers)) return 'the answer names its framework';
  if (headers.toLowerCase().includes(CANARY)) return `status ${status}: a header repeats the input`;
  if (status >= 500 && !isDeclared(answer)) return `status ${status}`;
  if (status === 207 || type === 'text/event-stream') return judgeParts(status, type, body);
  if (status < 400) return undefined;
  return judgeError(request, status, type, body);
}

// The studio that is not built says so; everything else that may be unavailable has a code for it.
function isDeclared({ status, type, body }: Extract<Answer, { kind: 'answered' }>): boolean {
  if (status !== 503) return false;
  return type === 'text/plain'
    ? body === '' || body.startsWith('The studio is not built')
    : body.includes('"unavailable"');
}

function judgeError(request: RawRequest, status: number, type: string, body: string): string | undefined {
  if (body.toLowerCase().includes(CANARY)) return `status ${status}: the error repeats the input`;
  if (FOREIGN.test(body)) return `status ${status}: the error has text that is not ours`;
  // Node's own, for what is no HTTP; and answers to HEAD.
  if (body === '') return undefined;
  if (type === 'text/html')
    return /^\/[uc]\//.test(request.path) ? undefined : `status ${status}: an HTML page`;
  if (type === 'text/plain' && status === 503) return undefined;
  const parsed = parseJson(body);
  const errors = Array.isArray(parsed) ? parsed : [parsed];
  for (const error of errors) {
    const rest = restError.safeParse(error);
    if (rest.success) {
      const known = apiErrorCode.safeParse(rest.data.code);
      // A method that an address does not have is an input that is not valid, under HTTP's own status.
      const asStated = known.success ? apiErrors[known.data].status : status;
      if (known.success && asStated !== status && !(status === 405 && asStated === 400))
        return `status ${status} with the code ${known.data}`;
      continue;
    }
    const trpc = trpcError.safeParse(error);
    if (!trpc.success && !(isObject(error) && 'result' in error))
      return `status ${status}: not the shape of an error`;
  }
  return undefined;
}

// A batch and a stream have errors inside of a 2xx.
function judgeParts(status: number, type: string, body: string): string | undefined {
  const parts =
    type === 'text/event-stream'
      ? [...body.matchAll(/^data: (.*)$/gm)].map(([, data]) => ({ error: parseJson(data ?? '') }))
      : parseJson(body);
  for (const part of Array.isArray(parts) ? parts : []) {
    const error = trpcError.safeParse(part);
    const text = JSON.stringify(part);
    if (/"httpStatus":5/.test(text)) return `status ${status}: a part failed unexpectedly`;
    if (error.success && (text.toLowerCase().includes(CANARY) || FOREIGN.test(text)))
      return `status ${status}: an error inside repeats the input`;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
