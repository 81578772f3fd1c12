import { resolve } from 'node:path';
import { emailAddress } from '@carepost/contracts';
import type { Policy } from '@carepost/phi-lint';
import { describeIssues } from '@carepost/template-kit';
import { z } from 'zod';
import { localeInput, timeZoneInput } from './locale-input.ts';
import { phiPolicy } from './read-phi-policy.ts';
import type { MasterKeySource } from './sealing/open-master-key.ts';
import { kmsKeyId, readMasterKeys } from './sealing/read-master-keys.ts';
import { simulatorCredentials } from './simulator-credentials.ts';

const flag = z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off'] });
const port = z.coerce.number().int().min(0).max(65_535);
const items = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
const list = items.transform((all) => all.map((item) => item.toLowerCase()));
const text = z.string().trim().min(1);
// An empty variable (`KEY=` in .env) means the same as none.
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** A lease (9 s), the five minutes for which AWS accepts a signature, and a minute of clock skew. */
const SHORTEST_SAFE_WINDOW_SECONDS = 370;

/** Every variable Carepost reads, by the names of the AWS SES integration guide where it has one. `.env.example` explains them. */
const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: port.default(8088),
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: optional(
    z.url({ protocol: /^https?$/, error: 'must be an address such as https://mail.example.org' }),
  ),
  API_KEY_REQUESTS_PER_SECOND: z.coerce.number().min(0.1).max(100_000).default(100),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  RUN_WORKER: optional(flag),
  ALLOWED_ORIGINS: list,

  DATA_DIR: text.default('.data'),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' })),
  MIGRATE_DATABASE_URL: optional(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
  ),
  MASTER_KEY_FILE: optional(text),
  MASTER_KEY_KMS_ID: optional(kmsKeyId),
  PREVIOUS_MASTER_KEY_FILE: optional(text),
  PREVIOUS_MASTER_KEY_KMS_ID: optional(kmsKeyId),
  AUDIT_HEAD_FILE: optional(text),
  AUDIT_HEAD_EVERY_MINUTES: z.coerce.number().int().min(1).max(1440).default(10),

  EMAIL_PROVIDER: optional(z.enum(['ses', 'smtp'])),
  AWS_REGION: optional(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as us-east-1')),
  AWS_ACCESS_KEY_ID: optional(text),
  AWS_SECRET_ACCESS_KEY: optional(text),
  AWS_SESSION_TOKEN: optional(text),
  AWS_SES_FROM_EMAIL: optional(emailAddress),
  AWS_SES_FROM_NAME: optional(text.max(100)),
  SES_TOPIC_ARNS: items.refine(
    (arns) => arns.every((arn) => /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(arn)),
    'must be ARNs of SNS topics, such as arn:aws:sns:us-east-1:123456789012:carepost-events',
  ),
  SES_USE_CONFIGURATION_SETS: optional(flag),
  SES_EVENTS_QUEUE_URL: optional(z.url({ protocol: /^https?$/, error: 'must be the URL of an SQS queue' })),
  CONTENT_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
  UNKNOWN_WINDOW_SECONDS: z.coerce.number().int().min(1).max(86_400).default(SHORTEST_SAFE_WINDOW_SECONDS),
  SIMULATOR_URL: optional(z.url()),
  SMTP_HOST: optional(text),
  SMTP_PORT: optional(port),
  SMTP_USER: optional(text),
  SMTP_PASSWORD: optional(z.string()),
  SMTP_SECURE: optional(flag),
  SMTP_COVERED_BY_BAA: optional(flag),

  ALLOWED_SENDERS: list,
  WEBHOOK_ALLOW_PRIVATE: optional(flag),
  DELIVER_ONLY_TO: list,
  PHI_LINT: phiPolicy,
  ORGANISATION_NAME: text.default('Example Health'),
  ORGANISATION_ADDRESS: text.default('1 Example Street, Springfield, 00000'),
  DEFAULT_LOCALE: localeInput.default('en-US'),
  DEFAULT_TIME_ZONE: timeZoneInput.default('UTC'),
});

/** The settings of one process, checked. Nothing else reads the environment. */
export type Config = {
  production: boolean;
  http: { host: string; port: number; publicUrl: string | undefined; allowedOrigins: readonly string[] };
  /** What an API key without a rate of its own may make on average. */
  requestsPerSecond: number;
  logLevel: string;
  runWorker: boolean;
  database: { url: string | undefined; migrateUrl: string | undefined; dataDir: string };
  masterKey: MasterKeySource;
  /** While data keys move to another master key: what the old one wrapped still opens. */
  previousMasterKey: MasterKeySource | undefined;
  audit: {
    /** Where the worker adds the signed head of every audit log; undefined: nowhere. */
    headFile: string | undefined;
    headEveryMinutes: number;
  };
  provider:
    | { kind: 'simulator'; url: string; region: string }
    | { kind: 'ses'; region: string; credentials: Credentials | undefined }
    | {
        kind: 'smtp';
        ses: { region: string; credentials: Credentials | undefined } | undefined;
        smtp: Smtp | undefined;
        /** Whether a business associate agreement covers the SMTP server. */
        coveredByBaa: boolean;
      };
  sesTopicArns: readonly string[];
  useConfigurationSets: boolean;
  /** An SQS queue subscribed to the SNS topic; the worker reads events from it. */
  sesEventsQueueUrl: string | undefined;
  /** How long an unknown email waits for its event, counted while events arrive. */
  unknownWindowSeconds: number;
  /** How long addresses and content of an email are kept once it has come to rest. */
  contentRetentionDays: number;
  sender: { address: string; name: string };
  allowedSenders: readonly string[];
  deliverOnlyTo: readonly string[];
  /** What the lint for identifiers does with a finding, by place. */
  phiLint: Policy;
  webhooks: {
    /** Receivers on the own machine and in private networks are allowed; never in production. */
    allowPrivate: boolean;
  };
  organisation: { name: string; postalAddress: string };
  locale: string;
  timeZone: string;
};

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
type Smtp = { host: string; port: number; secure: boolean; user?: string; password?: string };

/** Some settings are missing or wrong; `problems` names every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly { variable: string; problem: string }[];

  constructor(problems: readonly { variable: string; problem: string }[]) {
    const width = Math.max(...problems.map(({ variable }) => variable.length));
    const rows = problems.map(({ variable, problem }) => `  ${variable.padEnd(width)}  ${problem}`);
    super(`The configuration is not valid (see .env.example):\n${rows.join('\n')}`);
    this.problems = problems;
  }
}

/** Reads and checks all settings. Relative paths are resolved against `folder`. @throws ConfigError with every problem at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, folder: string): Config {
  const problems: { variable: string; problem: string }[] = [];
  const v = parseVariables(env, problems);
  const production = v.NODE_ENV === 'production';
  const need = (variable: keyof typeof v, reason: string) => {
    const unread = problems.some((problem) => problem.variable === variable);
    if (v[variable] === undefined && !unread) problems.push({ variable, problem: `is required ${reason}` });
  };

  if (Boolean(v.AWS_ACCESS_KEY_ID) !== Boolean(v.AWS_SECRET_ACCESS_KEY)) {
    const missing = v.AWS_ACCESS_KEY_ID ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID';
    problems.push({ variable: missing, problem: 'is missing: set both keys, or neither to use a role' });
  }
  if (production) need('EMAIL_PROVIDER', 'in production: ses or smtp');
  if (production && !v.MASTER_KEY_KMS_ID)
    need(
      'MASTER_KEY_FILE',
      'in production, or MASTER_KEY_KMS_ID: it wraps the keys of addresses and content',
    );
  if (production) need('DATABASE_URL', 'in production: the embedded database is for one developer');
  if (v.EMAIL_PROVIDER) need('AWS_SES_FROM_EMAIL', 'to send: a verified address or one of a verified domain');
  if (v.EMAIL_PROVIDER === 'ses')
    need('AWS_REGION', 'with EMAIL_PROVIDER=ses: the region where the domain is verified');
  if (v.EMAIL_PROVIDER === 'smtp' && !v.AWS_REGION)
    need('SMTP_HOST', 'with EMAIL_PROVIDER=smtp when SES is not configured');
  if (production && v.WEBHOOK_ALLOW_PRIVATE) {
    problems.push({ variable: 'WEBHOOK_ALLOW_PRIVATE', problem: 'must not be true in production' });
  }
  if (production && v.PUBLIC_URL && !v.PUBLIC_URL.startsWith('https://')) {
    // Mail clients ignore a one-click link that is not https (RFC 8058 §3.1).
    problems.push({ variable: 'PUBLIC_URL', problem: 'must be an https:// address in production' });
  }
  if (production && v.UNKNOWN_WINDOW_SECONDS < SHORTEST_SAFE_WINDOW_SECONDS) {
    problems.push({
      variable: 'UNKNOWN_WINDOW_SECONDS',
      problem: `must be at least ${SHORTEST_SAFE_WINDOW_SECONDS} in production: a stalled call may still arrive before`,
    });
  }
  const provider = readProvider(v);
  const dataDir = v.DATA_DIR.startsWith('memory://') ? v.DATA_DIR : resolve(folder, v.DATA_DIR);
  const simulator =
    provider.kind === 'simulator' ? { ...provider, credentials: simulatorCredentials } : undefined;
  const masterKeys = readMasterKeys(
    v,
    { folder, dataDir, credentials: readCredentials(v), simulator },
    problems,
  );
  if (problems.length > 0) throw new ConfigError(problems);

  const sender = {
    address: v.AWS_SES_FROM_EMAIL ?? 'noreply@carepost.example',
    name: v.AWS_SES_FROM_NAME ?? v.ORGANISATION_NAME,
  };
  return {
    production,
    http: { host: v.HOST, port: v.PORT, publicUrl: v.PUBLIC_URL, allowedOrigins: v.ALLOWED_ORIGINS },
    requestsPerSecond: v.API_KEY_REQUESTS_PER_SECOND,
    logLevel: v.LOG_LEVEL,
    runWorker: v.RUN_WORKER ?? !v.DATABASE_URL,
    database: { url: v.DATABASE_URL, migrateUrl: v.MIGRATE_DATABASE_URL, dataDir },
    ...masterKeys,
    audit: {
      headFile: v.AUDIT_HEAD_FILE === undefined ? undefined : resolve(folder, v.AUDIT_HEAD_FILE),
      headEveryMinutes: v.AUDIT_HEAD_EVERY_MINUTES,
    },
    provider,
    sesTopicArns: v.SES_TOPIC_ARNS,
    useConfigurationSets: v.SES_USE_CONFIGURATION_SETS ?? true,
    sesEventsQueueUrl: v.SES_EVENTS_QUEUE_URL,
    unknownWindowSeconds: v.UNKNOWN_WINDOW_SECONDS,
    contentRetentionDays: v.CONTENT_RETENTION_DAYS,
    sender,
    allowedSenders: [sender.address.toLowerCase(), ...v.ALLOWED_SENDERS],
    deliverOnlyTo: v.DELIVER_ONLY_TO,
    phiLint: v.PHI_LINT,
    webhooks: { allowPrivate: v.WEBHOOK_ALLOW_PRIVATE ?? (!production && !v.EMAIL_PROVIDER) },
    organisation: { name: v.ORGANISATION_NAME, postalAddress: v.ORGANISATION_ADDRESS },
    locale: v.DEFAULT_LOCALE,
    timeZone: v.DEFAULT_TIME_ZONE,
  };
}

// A value that cannot be read is noted and then taken for missing, so that the checks across variables still run.
function parseVariables(
  env: Readonly<Record<string, string | undefined>>,
  problems: { variable: string; problem: string }[],
): z.output<typeof variables> {
  const parsed = variables.safeParse(env);
  if (parsed.success) return parsed.data;
  const unread = new Map<string, string>();
  for (const { path, message } of describeIssues(parsed.error)) {
    const variable = path.replace(/[.[].*$/, '');
    if (!unread.has(variable)) unread.set(variable, message.slice(path.length + 1).replace(/\.$/, ''));
  }
  for (const [variable, problem] of unread) problems.push({ variable, problem });
  return variables.parse({
    ...env,
    ...Object.fromEntries([...unread.keys()].map((variable) => [variable, undefined])),
  });
}

function readProvider(v: z.output<typeof variables>): Config['provider'] {
  if (!v.EMAIL_PROVIDER) {
    return {
      kind: 'simulator',
      url: v.SIMULATOR_URL ?? 'http://127.0.0.1:8089',
      region: v.AWS_REGION ?? 'us-east-1',
    };
  }
  const credentials = readCredentials(v);
  if (v.EMAIL_PROVIDER === 'ses') return { kind: 'ses', region: v.AWS_REGION ?? '', credentials };
  const secure = v.SMTP_SECURE ?? v.SMTP_PORT === 465;
  return {
    kind: 'smtp',
    coveredByBaa: v.SMTP_COVERED_BY_BAA ?? false,
    ses: v.AWS_REGION ? { region: v.AWS_REGION, credentials } : undefined,
    smtp: v.SMTP_HOST
      ? {
          host: v.SMTP_HOST,
          port: v.SMTP_PORT ?? (secure ? 465 : 587),
          secure,
          ...(v.SMTP_USER ? { user: v.SMTP_USER } : {}),
          ...(v.SMTP_PASSWORD ? { password: v.SMTP_PASSWORD } : {}),
        }
      : undefined,
  };
}

function readCredentials(v: z.output<typeof variables>): Credentials | undefined {
  if (!v.AWS_ACCESS_KEY_ID || !v.AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: v.AWS_ACCESS_KEY_ID,
    secretAccessKey: v.AWS_SECRET_ACCESS_KEY,
    ...(v.AWS_SESSION_TOKEN ? { sessionToken: v.AWS_SESSION_TOKEN } : {}),
  };
}
