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
  /** How often one call is tried. Default 2. */
  attempts?: number | undefined;
};

/**
 * Runs `work` with a client of its own and closes it. Every call here may be repeated without harm; the default is one
 * retry, since more would make a person wait for a bad answer.
 */
export async function withAccount<T>(
  options: AccountOptions,
  work: (client: SESv2Client) => Promise<T>,
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 5_000;
  const client = new SESv2Client({
    region: options.region,
    maxAttempts: options.attempts ?? 2,
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
  });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
