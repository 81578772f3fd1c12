import { parseAddress } from '@carepost/contracts';
import { z } from 'zod';

const ADDRESS = 'must be one plain address such as name@example.com';

/** One address or an array of up to `max`, each canonical in the output. What was given alone stays alone. */
export function oneOrMoreAddresses(max: number) {
  return z
    .union([z.string(), z.array(z.string())], {
      error: ({ input }) => (input === undefined ? 'is required' : `${ADDRESS}, or an array of such`),
    })
    .transform((input, context): string | string[] => {
      if (typeof input === 'string') {
        const address = parseAddress(input);
        if (address !== undefined) return address;
        context.addIssue({ code: 'custom', message: ADDRESS });
        return z.NEVER;
      }
      if (input.length < 1 || input.length > max) {
        context.addIssue({ code: 'custom', message: `must name 1 to ${max} addresses` });
        return z.NEVER;
      }
      return input.map((item, n) => {
        const address = parseAddress(item);
        if (address !== undefined) return address;
        context.addIssue({ code: 'custom', message: ADDRESS, path: [n] });
        return z.NEVER;
      });
    })
    .meta({ description: `One plain address, or an array of 1 to ${max}`, examples: ['name@example.com'] });
}
