import { type Action, defaultPolicy, type Policy, places } from '@carepost/phi-lint';
import { z } from 'zod';

const actions = ['block', 'warn', 'off'] as const satisfies readonly Action[];
const keys = new Map(places.map((place) => [place.replace(' ', '-'), place]));
const pair = z.tuple([z.enum([...keys.keys()]), z.enum(actions)]);

/** `PHI_LINT`, such as `preheader=warn, body=off`: what the lint does in a place; places that are not named keep the default. */
export const phiPolicy = z
  .string()
  .default('')
  .transform((text, issues): Policy => {
    const policy = { ...defaultPolicy };
    for (const part of text.split(',').filter((one) => one.trim() !== '')) {
      const parsed = pair.safeParse(part.split('=').map((word) => word.trim().toLowerCase()));
      const place = parsed.success ? keys.get(parsed.data[0]) : undefined;
      if (!parsed.success || !place) {
        issues.addIssue(
          `must be pairs such as body=warn of ${[...keys.keys()].join(', ')} and ${actions.join(', ')}`,
        );
        return z.NEVER;
      }
      policy[place] = parsed.data[1];
    }
    return policy;
  });
