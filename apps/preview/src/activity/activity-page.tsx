import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { Empty, Notice } from '../design/notice.tsx';
import { PageHead } from '../layout/page-head.tsx';
import { type ActivityFilters, readFilters, writeFilters } from './activity-filters.ts';
import classes from './activity-page.module.css';
import { EmailList } from './email-list.tsx';
import { FilterBar } from './filter-bar.tsx';

const PAGE = 25;
const REFRESH_MS = 4000;

export function ActivityPage() {
  const trpc = useTRPC();
  const [query, setQuery] = useSearchParams();
  const filters = readFilters(query);
  const [to, setTo] = useState('');
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch, isRefetching } =
    useInfiniteQuery(
      trpc.emails.list.infiniteQueryOptions(
        {
          limit: PAGE,
          ...(filters.status ? { status: filters.status } : {}),
          ...(filters.template ? { template: filters.template } : {}),
          ...(to ? { to } : {}),
        },
        {
          getNextPageParam: (page) => page.nextCursor,
          refetchInterval: REFRESH_MS,
          placeholderData: (before) => before,
        },
      ),
    );
  const failure = error ? describeFailure(error) : undefined;
  const emails = data?.pages.flatMap((page) => page.emails) ?? [];
  const isFiltered = Boolean(filters.status || filters.template || to);
  const change = (part: Partial<ActivityFilters>) =>
    setQuery(writeFilters({ ...filters, ...part }), { replace: true });
  const clear = () => {
    setTo('');
    setQuery({}, { replace: true });
  };

  return (
    <>
      <PageHead
        title="Activity"
        lead="Every email this service accepted and what became of it, newest first."
      />
      <FilterBar
        filters={filters}
        onChange={change}
        to={to}
        onSearch={setTo}
        problem={failure?.field === 'to' ? failure.sentence : undefined}
      />
      {failure && failure.field !== 'to' && (
        <div className={classes.notice}>
          <Notice
            tone="bad"
            title={failure.sentence}
            action={
              <Button variant="default" size="compact-sm" loading={isRefetching} onClick={() => refetch()}>
                Try again
              </Button>
            }
          >
            {failure.fix} {data && 'The list below is what was read before.'}
          </Notice>
        </div>
      )}
      {isPending && <Loading />}
      {data && emails.length > 0 && (
        <>
          <EmailList emails={emails} />
          <div className={classes.more}>
            {hasNextPage ? (
              <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
                Load more
              </Button>
            ) : (
              <span>That is all.</span>
            )}
          </div>
        </>
      )}
      {data && emails.length === 0 && !failure && (
        <div className={classes.box}>{isFiltered ? <NoMatch onClear={clear} /> : <NoEmail />}</div>
      )}
    </>
  );
}

function NoEmail() {
  return (
    <Empty
      icon="mail"
      title="No email yet"
      action={
        <Button component={Link} href="/">
          Choose a template
        </Button>
      }
    >
      Send one from a template, and watch here how it gets to its recipient.
    </Empty>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      icon="search"
      title="No email matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Addresses are compared whole: a part of one finds nothing.
    </Empty>
  );
}

function Loading() {
  return (
    <div className={classes.box} role="status" aria-label="Loading emails">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <Skeleton key={key} height={20} m={18} w="auto" />
      ))}
    </div>
  );
}
