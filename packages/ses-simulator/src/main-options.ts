import { z } from 'zod';
import type { SimulatorOptions } from './settings.ts';

export const HELP = `A local SES v2, with SNS, SQS, KMS and STS as far as mail needs them, and real rules.

Usage: node src/main.ts [--help]

SIMULATOR_PORT           port to listen on (default 8089)
SIMULATOR_HOST           address to listen on (default 127.0.0.1)
SIMULATOR_ALLOWED_HOSTS  names, besides loopback ones, by which it may be called; comma-separated
SIMULATOR_REGION         region it plays (default us-east-1)
SIMULATOR_SUBSCRIBER     webhook URL that gets the SNS messages
SIMULATOR_QUEUES         SQS queues that get the SNS messages; comma-separated names
SIMULATOR_SANDBOX        true: an account in the SES sandbox (default false)

Point the AWS SDK at it: endpoint http://127.0.0.1:8089, access key and secret carepost-simulator.
`;

const names = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );

const environment = z.object({
  SIMULATOR_PORT: z.coerce.number('must be a port').int('must be a port').min(0).max(65_535).default(8089),
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_ALLOWED_HOSTS: names,
  SIMULATOR_QUEUES: names,
  SIMULATOR_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as us-east-1')
    .default('us-east-1'),
  SIMULATOR_SUBSCRIBER: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  SIMULATOR_SANDBOX: z.enum(['true', 'false'], 'must be true or false').default('false'),
});

/** Options of a standalone simulator from environment variables, or one line for every bad one. An empty value counts as unset. */
export function readOptions(
  variables: Readonly<Record<string, string | undefined>>,
): { options: SimulatorOptions } | { problems: string[] } {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`),
    };
  }
  const { data } = parsed;
  return {
    options: {
      port: data.SIMULATOR_PORT,
      host: data.SIMULATOR_HOST,
      allowedHosts: data.SIMULATOR_ALLOWED_HOSTS,
      region: data.SIMULATOR_REGION,
      queues: data.SIMULATOR_QUEUES,
      sandbox: data.SIMULATOR_SANDBOX === 'true',
      // In development nobody waits for the handshake before the first send.
      unconfirmedEvents: 'hold',
      ...(data.SIMULATOR_SUBSCRIBER === undefined ? {} : { subscriber: data.SIMULATOR_SUBSCRIBER }),
    },
  };
}
