import type { AppRouter as ServiceRouter } from '@carepost/api/router';

// Looks through every name, so that the build can write the type down without the packages the names come from.
type Plain<T> =
  T extends AsyncIterable<infer Item>
    ? AsyncIterable<Plain<Item>>
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T extends string
        ? `${T}`
        : T;

type Described<Router> = {
  [K in keyof Router]: Router[K] extends {
    _def: { type: infer Type; $types: { input: infer Input; output: infer Output } };
  }
    ? { type: Type; input: Plain<Input>; output: Plain<Output> }
    : Described<Router[K]>;
};

/** All procedures of the service with what they take and answer, and nothing of how the service is made. */
export type Procedures = Described<ServiceRouter['_def']['record']>;

/** The shape of every error the service answers with. */
export type ErrorShape = Plain<ServiceRouter['_def']['_config']['$types']['errorShape']>;
