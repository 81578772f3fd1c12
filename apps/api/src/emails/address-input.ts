import { parseAddress } from '@carepost/contracts';
import { z } from 'zod';

const ADDRESS = 'must be one plain address such as name@example.com';

/** One address or an array of up to `max`, each canonical in the output. What was given alone stays alone. */
export function oneOrMoreAddresses(max: number) {
  const text = { type: 'string' as const };
  // Not a union, which would note what is wrong with each item before the length is looked at.
  return z
    .custom<string | string[]>(() => true)
    .meta({ override: { anyOf: [text, { type: 'array', items: text, minItems: 1, maxItems: max }] } })
    .transform((input: unknown, context): string | string[] => {
      const refuse = (message: string, path: number[] = []) => {
        context.addIssue({ code: 'custom', message, path });
        return z.NEVER;
      };
      if (input === undefined) return refuse('is required');
      if (!Array.isArray(input)) {
        const address = typeof input === 'string' ? parseAddress(input) : undefined;
        return address ?? refuse(typeof input === 'string' ? ADDRESS : `${ADDRESS}, or an array of such`);
      }
      if (input.length < 1 || input.length > max) return refuse(`must name 1 to ${max} addresses`);
      const addresses: string[] = [];
      for (const [n, item] of input.entries()) {
        const address = typeof item === 'string' ? parseAddress(item) : undefined;
        if (address === undefined) return refuse(ADDRESS, [n]);
        addresses.push(address);
      }
      return addresses;
    })
    .meta({ description: `One plain address, or an array of 1 to ${max}`, examples: ['name@example.com'] });
}
