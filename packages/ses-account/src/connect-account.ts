import { SESv2Client, type SESv2ClientConfig } from '@aws-sdk/client-sesv2';

export type AccountOptions = {
  region: string;
  /** Another address than AWS's for the region, such as the simulator's. */
  endpoint?: string | undefined;
  /** Left out, the SDK's default chain finds them (environment, profile, role of the machine). */
  credentials?: SESv2ClientConfig['credentials'];
  /** True when the local simulator stands in for AWS. */
  simulated?: boolean | undefined;
  /** For one request, connecting included. Default 5,000. */
  timeoutMs?: number | undefined;
};

/**
 * Runs `read` with a client of its own and closes it. Everything here only reads, so one retry is harmless; more would
 * make a person wait for a bad answer.
 */
export async function withAccount<T>(
  options: AccountOptions,
  read: (client: SESv2Client) => Promise<T>,
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 5_000;
  const client = new SESv2Client({
    region: options.region,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
  });
  try {
    return await read(client);
  } finally {
    client.destroy();
  }
}
