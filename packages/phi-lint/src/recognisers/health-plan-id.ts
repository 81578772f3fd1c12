import { labelled, type Recogniser, standing } from '../recogniser.ts';

/** Member, subscriber and policy numbers: no two plans agree on a form. */
export const healthPlanId: Recogniser = {
  kind: 'health-plan-id',
  pattern: standing('(?=[A-Z-]{0,6}\\d)[A-Z0-9](?:-?[A-Z0-9]){5,15}', 'i'),
  accepts: (match) => (match.match(/\d/g) ?? []).length >= 4,
  label: labelled(
    '(?:member|subscriber|beneficiary|enrollee|insured)s?[ _-]?(?:id|number|no|#)',
    '(?:health )?(?:plan|policy|insurance|coverage|group) (?:id|number|no|#)',
    'medicaid(?: id)?',
    'tricare(?: id)?',
    'policy holder(?: id)?',
  ),
  supported: 'high',
};
