/**
 * What is recognised: the paragraph of 45 CFR 164.514(b)(2)(i) that lists it, and its name in a sentence.
 * An NPI names a clinician, not a patient; beside a patient's address it still tells whom they see.
 */
export const phiKinds = {
  name: { paragraph: 'A', title: 'the name of a person' },
  address: { paragraph: 'B', title: 'a street address' },
  'zip-code': { paragraph: 'B', title: 'a ZIP code' },
  'date-of-birth': { paragraph: 'C', title: 'a date of birth' },
  date: { paragraph: 'C', title: 'a date' },
  'age-over-89': { paragraph: 'C', title: 'an age over 89' },
  phone: { paragraph: 'D', title: 'a phone number' },
  fax: { paragraph: 'E', title: 'a fax number' },
  email: { paragraph: 'F', title: 'an email address' },
  ssn: { paragraph: 'G', title: 'a Social Security number' },
  mrn: { paragraph: 'H', title: 'a medical record number' },
  mbi: { paragraph: 'I', title: 'a Medicare number' },
  'health-plan-id': { paragraph: 'I', title: 'the number of a health plan member' },
  'account-number': { paragraph: 'J', title: 'an account number' },
  'payment-card': { paragraph: 'J', title: 'the number of a payment card' },
  'licence-number': { paragraph: 'K', title: 'the number of a licence or certificate' },
  npi: { paragraph: 'K', title: 'a National Provider Identifier' },
  'vehicle-id': { paragraph: 'L', title: 'the number of a vehicle' },
  'device-id': { paragraph: 'M', title: 'the number of a device' },
  url: { paragraph: 'N', title: 'a web address of one person' },
  'ip-address': { paragraph: 'O', title: 'an IP address' },
  biometric: { paragraph: 'P', title: 'a biometric identifier' },
  photo: { paragraph: 'Q', title: 'a picture of a face' },
  itin: { paragraph: 'R', title: 'an Individual Taxpayer Identification Number' },
  'other-id': { paragraph: 'R', title: 'the number of a claim, prescription or visit' },
} as const satisfies Record<string, { paragraph: string; title: string }>;

export type PhiKind = keyof typeof phiKinds;

export function isPhiKind(kind: string): kind is PhiKind {
  return Object.hasOwn(phiKinds, kind);
}
