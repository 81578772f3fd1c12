import { type EmailStatus, emailStatus } from '@carepost/contracts';

/** The filters that a link may carry. The address that is searched for never is: it is PHI, and URLs are kept in histories and logs. */
export type ActivityFilters = { status: EmailStatus | undefined; template: string | undefined };

export function readFilters(query: URLSearchParams): ActivityFilters {
  const status = emailStatus.safeParse(query.get('status'));
  return { status: status.data, template: query.get('template')?.slice(0, 100) || undefined };
}

export function writeFilters({ status, template }: ActivityFilters): URLSearchParams {
  return new URLSearchParams({ ...(status ? { status } : {}), ...(template ? { template } : {}) });
}
