import type {
  inferRouterInputs,
  inferRouterOutputs,
  TRPCBuiltRouter,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { CarepostErrorData } from './carepost-error.ts';
import type { Procedures } from './procedures.ts';

type ProcedureOf<P extends { type: unknown; input: unknown; output: unknown }> = P['type'] extends 'query'
  ? TRPCQueryProcedure<{ input: P['input']; output: P['output']; meta: unknown }>
  : P['type'] extends 'mutation'
    ? TRPCMutationProcedure<{ input: P['input']; output: P['output']; meta: unknown }>
    : TRPCSubscriptionProcedure<{ input: P['input']; output: P['output']; meta: unknown }>;

type RecordOf<T> = {
  [K in keyof T]: T[K] extends { type: unknown; input: unknown; output: unknown }
    ? ProcedureOf<T[K]>
    : RecordOf<T[K]>;
};

/**
 * Every procedure of the service, with its exact inputs, outputs and errors; the type parameter of tRPC's own tools. How the
 * service is made (its context, database, libraries) is not part of it.
 */
export type AppRouter = TRPCBuiltRouter<
  {
    ctx: object;
    meta: object;
    errorShape: { code: number; message: string; data: CarepostErrorData };
    transformer: false;
  },
  RecordOf<Procedures>
>;

/** What each procedure takes: `RouterInputs['emails']['send']`. */
export type RouterInputs = inferRouterInputs<AppRouter>;

/** What each procedure answers: `RouterOutputs['emails']['timeline']`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;
