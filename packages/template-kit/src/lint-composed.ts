import { PhiExposedError, type PhiPlace, SubjectInvalidError } from './errors.ts';
import type { FoundLeaf } from './find-leaves.ts';
import { foldText } from './normalise-text.ts';

/** `own` is the same line composed of blank texts: the words every recipient gets, which say nothing about one. */
type Line = { place: PhiPlace; composed: string; own: string };

// Shorter values ("A1", "no") stand in too many words to mean anything.
const SHORTEST = 3;

/**
 * The last look before a message is sealed: a PHI value must not stand in the subject, the preheader, or a link's query or fragment,
 * however it got there (a caller may put a diagnosis into the clinic's name). It finds the
 * value, not its parts and not another word for it.
 * @throws PhiExposedError
 */
export function lintPhi(leaves: readonly FoundLeaf[], lines: readonly Line[]): void {
  const places = [...lines, ...leaves.filter((leaf) => leaf.kind === 'link' && !leaf.phi).map(addressOf)];
  for (const leaf of leaves) {
    const secret = bare(leaf.value);
    if (!leaf.phi || secret.length < SHORTEST) continue;
    const exposed = places.find(
      ({ composed, own }) => count(bare(composed), secret) > count(bare(own), secret),
    );
    if (exposed) throw new PhiExposedError(leaf.path, exposed.place);
  }
}

/** @throws SubjectInvalidError for a subject that is not one line of 1–200 characters. */
export function lintSubject(subject: string): void {
  if (/[\p{Cc}\u2028\u2029]/u.test(subject)) throw new SubjectInvalidError('The subject must be one line.');
  if (subject.trim() === '') throw new SubjectInvalidError('The subject must not be empty.');
  if (subject.length > 200) throw new SubjectInvalidError('The subject must be at most 200 characters.');
}

// Host and path are the caller's own routes, whose words ("appointments") say nothing about one patient; query and fragment
// carry values.
function addressOf(leaf: FoundLeaf): Line {
  const url = URL.parse(leaf.value);
  const parts = url ? [...[...url.searchParams].flat(), decode(url.hash)] : [];
  return { place: 'link', composed: parts.join(' '), own: '' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What a reader would take for the same words: case, joiners, spaces and punctuation make no difference.
function bare(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function count(hay: string, needle: string): number {
  return hay.split(needle).length - 1;
}
