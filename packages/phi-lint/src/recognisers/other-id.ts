import { code, labelled, looksLikeCode, type Recogniser } from '../recogniser.ts';

/** Numbers of what was done for one patient. A portal's links lead to them, and its own routes need them. */
export const otherId: Recogniser = {
  kind: 'other-id',
  pattern: code,
  accepts: looksLikeCode,
  label: labelled(
    '(?:claim|prescription|rx|accession|specimen|encounter|referral|admission|visit|sample)s?(?: number| no| id)?',
    'prior auth(?:orization)?',
    'auth(?:orization)?(?: number| no| id| ?#)',
    'study id',
    'subject id',
  ),
  supported: 'high',
  notIn: ['link'],
};
