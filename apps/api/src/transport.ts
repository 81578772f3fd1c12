import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { createSesTransport, createSmtpTransport, type Transport } from '@carepost/mailer';
import type { Config, Credentials } from './config.ts';
import type { Logger } from './logger.ts';
import { simulatorCredentials } from './simulator-credentials.ts';

/** The ways out of one installation. */
export type Transports = {
  transport: Transport;
  /** Taken when the first cannot be reached, several times in a row. */
  fallback?: { transport: Transport; coveredByBaa: boolean };
};

/**
 * The ways out that EMAIL_PROVIDER asks for. `smtp` has the guide's meaning: SES when it is configured, with the SMTP
 * server as the fallback; without SES the SMTP server alone. Logs the guide's start-up lines.
 */
export async function openTransports({ provider }: Config, logger: Logger): Promise<Transports> {
  switch (provider.kind) {
    case 'simulator':
      logger.info('AWS SES is simulated: mail goes to the simulator and nowhere else');
      return {
        transport: createSesTransport({
          region: provider.region,
          endpoint: provider.url,
          credentials: simulatorCredentials,
        }),
      };
    case 'ses': {
      const configured = await hasCredentials(provider.credentials);
      logSes(configured, logger);
      return { transport: createSesTransport(provider) };
    }
    case 'smtp': {
      const { ses, smtp, coveredByBaa } = provider;
      const configured = ses !== undefined && (await hasCredentials(ses.credentials));
      logSes(configured, logger);
      if (ses && !smtp) return { transport: createSesTransport(ses) };
      if (!smtp) throw new Error('EMAIL_PROVIDER=smtp needs AWS_REGION or SMTP_HOST.');
      const server = createSmtpTransport({ ...smtp, allowInsecureLoopback: true });
      logger.info({ port: smtp.port }, 'SMTP email service initialized as the fallback');
      return ses && configured
        ? { transport: createSesTransport(ses), fallback: { transport: server, coveredByBaa } }
        : { transport: server };
    }
    default:
      return provider satisfies never;
  }
}

function logSes(configured: boolean, logger: Logger): void {
  if (configured) logger.info('AWS SES email service initialized successfully');
  else logger.warn('AWS credentials not provided, SES email service will be disabled');
}

async function hasCredentials(given: Credentials | undefined): Promise<boolean> {
  if (given) return true;
  // The SDK's own chain: environment, profile, container and machine roles.
  const chain = fromNodeProviderChain({ timeout: 1_000, maxRetries: 0 });
  return chain().then(
    () => true,
    () => false,
  );
}
