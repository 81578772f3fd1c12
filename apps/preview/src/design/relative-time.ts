const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** `5 minutes ago`, `yesterday`, `in 2 hours`; within 45 seconds either way it is `just now`, for clocks differ. */
export function relativeTime(at: Date, now: Date, locale = 'en'): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return 'just now';
  const [unit, size] = steps.find(([, length]) => distance >= length) ?? ['minute', 60];
  // Towards zero, so that nothing looks older than it is; but 45 to 59 seconds are a minute.
  const count = Math.max(1, Math.trunc(distance / size)) * Math.sign(seconds);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(count, unit);
}

/** How long after `start`, for a timeline: `+0 ms`, `+412 ms`, `+1.3 s`, `+2 min`, `+3 h`. */
export function elapsed(start: Date, at: Date): string {
  const ms = Math.max(0, at.getTime() - start.getTime());
  if (ms < 1000) return `+${ms} ms`;
  if (ms < 60_000) return `+${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `+${Math.floor(ms / 60_000)} min`;
  return `+${Math.floor(ms / 3_600_000)} h`;
}
