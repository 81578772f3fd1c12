import type { Context } from '../context.ts';

type JsonOperationRequest = {
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
  /** How the caller reached the simulator, such as `http://127.0.0.1:8089`. */
  origin: string;
  /** Aborted when the caller hangs up. */
  gone: AbortSignal;
};

/** One operation of a service that speaks AWS JSON: everything is a POST that names the operation in `x-amz-target`. */
export type JsonOperation = {
  name: string;
  service: 'sqs' | 'kms';
  /** @throws AwsError */
  run(request: JsonOperationRequest, context: Context): Promise<object> | object;
};
