import type { z } from 'zod';
import type { PhiPlace } from './errors.ts';
import { findLeaves } from './find-leaves.ts';
import { lintPhi } from './lint-composed.ts';
import { writeLeaf } from './present-props.ts';

/**
 * The same look for texts that travel beside a message, such as the names of its files: mail systems log them, so a PHI value of
 * the parsed props must not stand in one.
 * @throws PhiExposedError
 */
export function lintBesideBody<S extends z.core.$ZodType>(
  schema: S,
  parsed: z.output<S>,
  texts: readonly { place: PhiPlace; text: string }[],
  writing: { locale: string; timeZone: string },
): void {
  const leaves = findLeaves(schema, parsed, 'message.props').filter(({ phi }) => phi);
  lintPhi(
    leaves.map((leaf) => ({ ...leaf, value: writeLeaf(leaf, writing) })),
    texts.map(({ place, text }) => ({ place, composed: text, own: '' })),
  );
}
