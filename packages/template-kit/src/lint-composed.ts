import { PhiExposedError, type PhiPlace, SubjectInvalidError } from './errors.ts';
import type { FoundLeaf } from './find-leaves.ts';
import { foldText } from './normalise-text.ts';

/** `own` is the same line composed of blank texts: the words every recipient gets, which say nothing about one. */
type Line = { place: PhiPlace; composed: string; own: string };

// Shorter values ("A1", "no") stand in too many words to mean anything.
const SHORTEST = 3;

/**
 * The last look before a message is sealed: a PHI value must not stand in the subject, the preheader or a link's query,
 * however it got there (a caller may put a diagnosis into the clinic's name). Case, joiners and compatibility forms make
 * no difference.
 * @throws PhiExposedError
 */
export function lintPhi(leaves: readonly FoundLeaf[], lines: readonly Line[]): void {
  const places = [...lines, ...leaves.filter((leaf) => leaf.kind === 'link' && !leaf.phi).map(queryOf)];
  for (const leaf of leaves) {
    const secret = foldText(leaf.value);
    if (!leaf.phi || secret.length < SHORTEST) continue;
    const exposed = places.find(
      ({ composed, own }) => count(foldText(composed), secret) > count(foldText(own), secret),
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

// Hosts and paths are the caller's routes; queries are what analytics, proxies and referrers keep.
function queryOf(leaf: FoundLeaf): Line {
  const query = [...(URL.parse(leaf.value)?.searchParams ?? [])].flat().join(' ');
  return { place: 'link query', composed: query, own: '' };
}

function count(hay: string, needle: string): number {
  return hay.split(needle).length - 1;
}
