import { z } from 'zod';

/** A way out of the house. `memory` keeps messages in the process, for tests. */
export const transportName = z.enum(['ses', 'smtp', 'memory']);
export type TransportName = z.infer<typeof transportName>;
