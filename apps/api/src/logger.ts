import { type Logger as PinoLogger, pino } from 'pino';
import pretty from 'pino-pretty';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * Logs to standard output: JSON in production, lines such as `[INFO] Carepost is ready` otherwise. Callers pass ids,
 * codes and counts, never an address, a name, a request body or a caught error's message: any of them may hold PHI.
 */
export function createLogger(level: string, forPeople: boolean): Logger {
  if (!forPeople) return pino({ level, base: null });
  const lines = pretty({
    sync: true,
    singleLine: true,
    ignore: 'level',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: (log, messageKey) => `[${labelOf(log.level)}] ${String(log[messageKey])}`,
  });
  return pino({ level, base: null }, lines);
}

function labelOf(level: unknown): string {
  return (typeof level === 'number' ? (pino.levels.labels[level] ?? 'info') : 'info').toUpperCase();
}

/** What may be logged of a caught error. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
