import type { Reader } from '../parts/open-reader.ts';
import type { Simulator } from '../parts/simulator.ts';
import { attemptRow, emailRow, eventRow, type RunFacts, recipientRow } from './run-facts.ts';

/** Takes down what the database and the provider say about everything that was sent so far. */
export async function readFacts(
  reader: Reader,
  simulator: Simulator,
  acknowledged: readonly string[],
): Promise<RunFacts> {
  return {
    acknowledged,
    emails: await reader.rows(
      emailRow,
      'SELECT "id", "status", "error", "onUnknown", "fence", "autoResends" FROM "Email"',
    ),
    recipients: await reader.rows(recipientRow, 'SELECT "emailId", "n", "status" FROM "Recipient"'),
    attempts: await reader.rows(
      attemptRow,
      'SELECT "emailId", "fence", "outcome", "startedAt" FROM "Attempt"',
    ),
    events: await reader.rows(eventRow, 'SELECT "emailId", "fence", "proves", "recipients" FROM "Event"'),
    calls: (await simulator.calls()).byAttemptId,
  };
}
