import { pino } from 'pino';
import pretty from 'pino-pretty';
import type { LogFields, Loggable } from './loggable.ts';

type Log = {
  <const Message extends string>(message: Loggable<Message>): void;
  <const Fields extends object, const Message extends string>(
    fields: Fields & LogFields<Fields>,
    message: Message & Loggable<Message>,
  ): void;
};

/**
 * Redacts by type: a string that is not of a closed set and was not made for the log (`loggable.ts`) does not compile, be it
 * a field or part of the message. So no address, name, body or foreign error message gets in by mistake.
 */
export type Logger = Readonly<Record<'debug' | 'info' | 'warn' | 'error', Log>>;

/** Logs to standard output: JSON in production, lines such as `[INFO] Carepost is ready` otherwise. */
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
