/**
 * The typed client of Carepost. An email is sent with `client.emails.send`, followed with `watchTimeline` (or the subscription
 * `client.emails.onTimeline`), and every refusal is a CarepostError.
 */
export type { AppRouter, RouterInputs, RouterOutputs } from './app-router.ts';
export { type CarepostError, type CarepostErrorData, isCarepostError } from './carepost-error.ts';
export { type CarepostClient, createCarepostClient } from './create-client.ts';
export { type CarepostOptions, createCarepostLinks } from './create-links.ts';
export { type Timeline, watchTimeline } from './watch-timeline.ts';
