import {
  DeleteSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type AccountOptions, withAccount } from './connect-account.ts';
import { type AccountProblem, nameAccountProblem } from './name-account-problem.ts';

/** AWS or the network did not do it. `code` is one of the delivery errors, whose fix holds here too. */
export class SuppressionListError extends Error {
  override readonly name = 'SuppressionListError';
  readonly code: AccountProblem;

  constructor(code: AccountProblem, options?: ErrorOptions) {
    super(`The account's suppression list did not answer: ${code}.`, options);
    this.code = code;
  }
}

/** An address that SES itself does not send to, whatever project asks. */
export type SuppressedDestination = { address: string; reason: 'bounce' | 'complaint'; updatedAt: Date };

/** The account-level suppression list of one region. Every call throws SuppressionListError, and may be repeated. */
export type SuppressionList = {
  /** Adds the address, or gives it another reason. */
  put(address: string, reason: SuppressedDestination['reason']): Promise<void>;
  /** Takes the address off; one that is not on the list is no error. */
  remove(address: string): Promise<void>;
  /** Pages of what was added or changed since then, or of everything. */
  list(since?: Date): AsyncGenerator<SuppressedDestination[], void>;
};

/** ListSuppressedDestinations takes 1,000 at most (SES v2 API reference). */
const PAGE_SIZE = 1_000;
// SES allows few of these calls a second: the SDK waits and repeats, longer each time. None of them does harm twice.
const ATTEMPTS = 4;

/** Opens the account's suppression list for `work` and closes the connection after it. */
export async function withSuppressionList<T>(
  options: AccountOptions,
  work: (list: SuppressionList) => Promise<T>,
): Promise<T> {
  return withAccount({ ...options, attempts: ATTEMPTS }, (client) =>
    work({
      put: (address, reason) => put(client, address, reason),
      remove: (address) => remove(client, address),
      list: (since) => list(client, since),
    }),
  );
}

async function put(
  client: SESv2Client,
  address: string,
  reason: SuppressedDestination['reason'],
): Promise<void> {
  const Reason = reason === 'bounce' ? 'BOUNCE' : 'COMPLAINT';
  await translate(() => client.send(new PutSuppressedDestinationCommand({ EmailAddress: address, Reason })));
}

async function remove(client: SESv2Client, address: string): Promise<void> {
  try {
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: address }));
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') return;
    throw translated(error);
  }
}

async function* list(client: SESv2Client, since?: Date): AsyncGenerator<SuppressedDestination[], void> {
  let NextToken: string | undefined;
  do {
    const input = { StartDate: since, NextToken, PageSize: PAGE_SIZE };
    const page = await translate(() => client.send(new ListSuppressedDestinationsCommand(input)));
    NextToken = page.NextToken;
    yield (page.SuppressedDestinationSummaries ?? []).flatMap(({ EmailAddress, Reason, LastUpdateTime }) =>
      EmailAddress && LastUpdateTime
        ? [
            {
              address: EmailAddress,
              reason: Reason === 'COMPLAINT' ? ('complaint' as const) : ('bounce' as const),
              updatedAt: LastUpdateTime,
            },
          ]
        : [],
    );
  } while (NextToken);
}

async function translate<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translated(error);
  }
}

function translated(cause: unknown): unknown {
  const code = nameAccountProblem(cause);
  return code ? new SuppressionListError(code, { cause }) : cause;
}
