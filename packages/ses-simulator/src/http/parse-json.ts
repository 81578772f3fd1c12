import { AwsError } from './aws-error.ts';

/** @throws AwsError SerializationException */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new AwsError(400, 'SerializationException', 'The body is not JSON.');
    throw cause;
  }
}
