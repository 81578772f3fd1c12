/**
 * The engineer's room of templates: what a prop can be, how a template is defined, composed and described.
 *
 * - slot: an opaque text or date; it can be placed, never looked into
 * - href: an opaque link; only the theme's Button and Link take it
 * - PHI: a prop marked `phi()`; it reaches the component and nothing else
 */
export {
  type ComposeOptions,
  composeTemplate,
  createEmailElement,
  type EmailElement,
} from './compose-template.ts';
export { createRegistry, type Registry } from './create-registry.ts';
export {
  type AnyTemplate,
  defineTemplate,
  type OnUnknown,
  type Template,
  type TemplateDefinition,
} from './define-template.ts';
export { describeIssues, type PropIssue } from './describe-issues.ts';
export { describeTemplate } from './describe-template.ts';
export { type EmailContextValue, type Organisation, useEmail } from './email-context.ts';
export { PhiExposedError, type PhiPlace, PropsInvalidError, SubjectInvalidError } from './errors.ts';
export { findLinks } from './find-leaves.ts';
export { lintBesideBody } from './lint-beside-body.ts';
export { normaliseText } from './normalise-text.ts';
export { type Href, hrefAttribute, type Slot } from './opaque.ts';
export { describeShape } from './present-props.ts';
export { dateTime, link, type PhiSchema, phi, text } from './prop-schemas.ts';
export type { Fixtures, SubjectProps, TemplateProps } from './prop-types.ts';
export { type TextDirection, textDirection } from './text-direction.ts';
