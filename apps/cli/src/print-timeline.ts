import type { EmailStatus, TimelineEntry } from '@carepost/contracts';
import type { Colour, Terminal } from './terminal.ts';

const good: readonly string[] = ['sent', 'delivered', 'opened', 'clicked'];
const bad: readonly string[] = ['refused', 'bounced', 'complained', 'rejected', 'rendering_failed', 'failed'];

/** `accepted    10:12:01.123  Accepted and stored.` */
export function timelineLine(terminal: Terminal, entry: TimelineEntry): string {
  const kind = terminal.paint(colourOf(entry.kind), entry.kind.padEnd(10));
  // The provider's events repeat the id that the attempt got.
  const provider =
    entry.source === 'carepost' && entry.providerMessageId
      ? terminal.paint('dim', ` provider id ${entry.providerMessageId}`)
      : '';
  return `${kind}  ${terminal.paint('dim', timeOfDay(entry.at))}  ${entry.sentence}${provider}`;
}

/** Green for what is well, red for what ended badly, yellow for what may still become either. */
export function colourOf(state: TimelineEntry['kind'] | EmailStatus): Colour {
  if (good.includes(state)) return 'green';
  if (bad.includes(state)) return 'red';
  return ['accepted', 'queued', 'calling', 'claimed', 'sending', 'scheduled', 'resent'].includes(state)
    ? 'dim'
    : 'yellow';
}

// By the clock of the person who reads it.
function timeOfDay(at: string): string {
  const date = new Date(at);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}
