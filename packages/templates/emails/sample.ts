import { type AnyTemplate, type ComposeOptions, createEmailElement } from '@carepost/template-kit';

/** Who the samples are from, and how they are written. */
export const sampleOptions: ComposeOptions = {
  locale: 'en-US',
  timeZone: 'America/Chicago',
  organisation: { name: 'Example Health', postalAddress: '1 Example Street, Springfield, 00000' },
  unsubscribeUrl: 'https://mail.example.com/u/sample',
};

/** A template with its first fixture as the component that react-email's tools expect. */
export function sampleOf(template: AnyTemplate) {
  return () => createEmailElement(template, Object.values(template.fixtures)[0], sampleOptions).element;
}
