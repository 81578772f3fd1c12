import type { AppRouter as ServiceRouter } from '@carepost/api/router';

// Everything here is written out by the build (see scripts/build.mjs): what a client needs to know of the service, and nothing
// of how the service is made.

type Plain<T> =
  T extends AsyncIterable<infer Item>
    ? AsyncIterable<Plain<Item>>
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;

type Described<Router> = {
  [K in keyof Router]: Router[K] extends {
    _def: { type: infer Type; $types: { input: infer Input; output: infer Output } };
  }
    ? { type: Type; input: Plain<Input>; output: Plain<Output> }
    : Described<Router[K]>;
};

/** All procedures of the service with what they take and answer. */
export type Procedures = Described<ServiceRouter['_def']['record']>;

type ErrorData = ServiceRouter['_def']['_config']['$types']['errorShape']['data'];

/** What the service says of an error beside its code. */
export type ErrorFacts = Plain<Omit<ErrorData, 'code'>>;

/** The codes of errors, as keys: TypeScript would write down a union of them as its name in another package. */
export type ErrorCodes = { [Code in ErrorData['code']]: true };
