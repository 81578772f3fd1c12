/** A time as SES's JSON has it: seconds since 1970, with a fraction. */
export function inSeconds(date: Date): number {
  return date.getTime() / 1000;
}
