import type { Organisation } from '@carepost/template-kit';

/** Who sends in a preview: the organisation the service plays when nobody has set another one. */
export const sampleOrganisation: Organisation = {
  name: 'Example Health',
  postalAddress: '1 Example Street, Springfield, 00000',
};

/** Stands in the footer of a marketing email in a preview; a sent one has a link of its own. */
export const sampleUnsubscribeUrl = 'https://mail.example.com/u/sample';
