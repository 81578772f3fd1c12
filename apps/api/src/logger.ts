import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * Logs to standard output: JSON in production, lines for people otherwise. Callers pass ids, codes and counts,
 * never an address, a name, a request body or a caught error's message: any of them may hold PHI.
 */
export function createLogger(level: string, pretty: boolean): Logger {
  return pino({
    level,
    base: null,
    ...(pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', messageFormat: '[{levelLabel}] {msg}', hideObject: false },
          },
        }
      : {}),
  });
}
