import { setImmediate } from 'node:timers/promises';

const TURN_MS = 10;

/** For long work on the event loop: awaiting what it returns lets others have a turn when this one was long enough. */
export function takeTurns(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < TURN_MS) return;
    await setImmediate();
    began = performance.now();
  };
}
