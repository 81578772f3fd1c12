import { type AccountFinding, type CheckAccountOptions, checkAccount } from '@carepost/ses-account';
import { UsageError } from '../explain-error.ts';
import type { Colour, Terminal, World } from '../terminal.ts';

export type DoctorOptions = {
  region?: string | undefined;
  from?: string | undefined;
  simulator?: string | undefined;
  dns: boolean;
  json: boolean;
};

// What the service uses in development, when nothing is set.
const SIMULATOR_URL = 'http://127.0.0.1:8089';
const DEVELOPMENT_SENDER = 'noreply@carepost.example';
const simulatorCredentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };

const marks: Record<AccountFinding['level'], { mark: string; colour: Colour }> = {
  ok: { mark: '✓', colour: 'green' },
  warn: { mark: '!', colour: 'yellow' },
  fail: { mark: '✗', colour: 'red' },
};

/** Checks the sending account. @returns 1 when something keeps mail from being sent. */
export async function doctor(world: World, terminal: Terminal, options: DoctorOptions): Promise<number> {
  const wanted = readAccountOptions(world, options);
  const findings = await checkAccount(wanted);
  const failed = findings.some(({ level }) => level === 'fail');
  if (options.json) {
    terminal.sayJson({ ok: !failed, findings });
    return failed ? 1 : 0;
  }
  terminal.say(
    wanted.endpoint
      ? `SES simulator at ${wanted.endpoint}, sender ${wanted.from}`
      : `AWS SES in ${wanted.region}, sender ${wanted.from}`,
  );
  for (const { check, level, sentence, fix } of findings) {
    const { mark, colour } = marks[level];
    terminal.say(`${terminal.paint(colour, mark)} ${check.padEnd(13)}  ${sentence}`);
    if (fix && level !== 'ok') terminal.say(`${' '.repeat(17)}${terminal.paint('dim', fix)}`);
  }
  return failed ? 1 : 0;
}

function readAccountOptions({ env }: World, options: DoctorOptions): CheckAccountOptions {
  const simulated = options.simulator !== undefined || (options.region === undefined && !env.EMAIL_PROVIDER);
  if (simulated) {
    const endpoint = options.simulator ?? (env.SIMULATOR_URL || SIMULATOR_URL);
    if (!URL.canParse(endpoint))
      throw new UsageError(`${endpoint} is not an address such as ${SIMULATOR_URL}.`);
    return {
      region: options.region ?? (env.AWS_REGION || 'us-east-1'),
      from: options.from ?? (env.AWS_SES_FROM_EMAIL || DEVELOPMENT_SENDER),
      endpoint,
      credentials: simulatorCredentials,
      simulated: true,
    };
  }
  const region = options.region ?? env.AWS_REGION;
  if (!region) throw new UsageError('Which region?', 'Set AWS_REGION, or give --region us-east-1.');
  const from = options.from ?? env.AWS_SES_FROM_EMAIL;
  if (!from)
    throw new UsageError('Which sender?', 'Set AWS_SES_FROM_EMAIL, or give --from with a verified address.');
  // The names are the guide's; values from .env are not in the process, where the SDK's own chain would look.
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  const credentials =
    accessKeyId && secretAccessKey
      ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
      : undefined;
  return { region, from, credentials, dns: options.dns ? {} : undefined };
}
