/** Which requests are made; a setting of the suite, since the long run is the same test. */
export type FuzzRun = { requests: number; seed: number; from: number };

declare module 'vitest' {
  export interface ProvidedContext {
    fuzz: FuzzRun;
  }
}

/** In the ordinary suite: seconds, and always the same. */
export const shortRun: FuzzRun = { requests: 800, seed: 1, from: 0 };
