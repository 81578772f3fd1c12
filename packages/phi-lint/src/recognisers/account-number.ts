import { labelled, type Recogniser, standing } from '../recogniser.ts';

/** Account numbers, of a bank or of a patient: digits with the word before them. */
export const accountNumber: Recogniser = {
  kind: 'account-number',
  pattern: standing('(?:[A-Z]{1,3}-?)?[\\dxX*]{0,8}\\d{4,17}'),
  label: labelled('accounts?(?: number| no| id|#)?', 'acct', 'a/c', 'iban', 'guarantor(?: number| no| id)?'),
  supported: 'high',
};
