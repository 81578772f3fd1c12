import type { ErrorCodes, ErrorFacts, Procedures } from '../src/procedures.ts';

// A declaration file writes down the type of a constant, while it repeats the names of a type. So these constants exist for
// the sake of their declarations only; build.mjs turns them back into types.
declare function typeOf<T>(): { [K in keyof T]: T[K] };

export const procedures = typeOf<Procedures>();
export const errorFacts = typeOf<ErrorFacts>();
export const errorCodes = typeOf<ErrorCodes>();
