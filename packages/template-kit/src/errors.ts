import type { PropIssue } from './describe-issues.ts';

/** The props do not fit the template. `issues` name the fields, never a value. */
export class PropsInvalidError extends Error {
  override readonly name = 'PropsInvalidError';
  readonly code = 'props_invalid';
  readonly issues: readonly PropIssue[];

  constructor(issues: readonly PropIssue[], options?: ErrorOptions) {
    super(issues.map((issue) => issue.message).join(' '), options);
    this.issues = issues;
  }
}

export type PhiPlace = 'subject' | 'preheader' | 'link' | 'file name' | 'header';

/** The value of a `phi()` prop would stand where mail systems log and show it. Names the prop and the place, never the value. */
export class PhiExposedError extends Error {
  override readonly name = 'PhiExposedError';
  readonly code = 'phi_exposed';
  /** Such as `message.props.reason`. */
  readonly prop: string;
  readonly place: PhiPlace;

  constructor(prop: string, place: PhiPlace) {
    super(`${prop} is protected health information and would appear in the ${place}.`);
    this.prop = prop;
    this.place = place;
  }
}

/** A subject that is not one line of 1–200 characters. Never carries the subject. */
export class SubjectInvalidError extends Error {
  override readonly name = 'SubjectInvalidError';
  readonly code = 'subject_invalid';
}
