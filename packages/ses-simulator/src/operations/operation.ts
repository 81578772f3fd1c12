import type { Context } from '../context.ts';

type OperationRequest = {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
};

/** An answer, or none: `reset` breaks the connection as a failing network would. */
export type OperationAnswer = { json: object } | 'reset';

/** One SES v2 operation. A file exports one; `operations.ts` lists them. */
export type Operation = {
  name: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** The path in Express notation, from the operation's page in the SES API v2 reference. */
  path: string;
  /** Called with the parsed body before anything is checked. */
  received?(request: OperationRequest, context: Context): void;
  /** @throws AwsError */
  run(request: OperationRequest, context: Context): Promise<OperationAnswer> | OperationAnswer;
};
