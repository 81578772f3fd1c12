import { z } from 'zod';

// What a thread or a mail client's behaviour needs. Nothing that forges a sender, redirects an answer, tags an event or
// unsubscribes: those are fields of their own, or Carepost's.
const names = [
  'In-Reply-To',
  'References',
  'Auto-Submitted',
  'Importance',
  'Priority',
  'X-Priority',
  'X-Auto-Response-Suppress',
  'X-Entity-Ref-ID',
] as const;

/** Extra headers of a send, each at most once. They are visible to every mail server on the way. */
export const headersInput = z
  .array(
    z.strictObject({
      name: z.enum(names),
      value: z
        .string()
        .max(500, 'must be at most 500 characters')
        .regex(/^[!-~](?:[ -~]*[!-~])?$/, 'must be one line of printable ASCII'),
    }),
  )
  .max(names.length)
  .refine(
    (headers) => new Set(headers.map(({ name }) => name)).size === headers.length,
    'must name each header once',
  )
  .describe('Extra headers, from a short list; mail servers on the way can read them');
