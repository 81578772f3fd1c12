import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { Empty } from './design/notice.tsx';
import { PageHead } from './layout/page-head.tsx';

/** `what` names the thing that is not there, when it is not the page itself. */
export function NotFoundPage({ what = 'page' }: { what?: string }) {
  return (
    <>
      <PageHead title={`This ${what} does not exist`} name="Not found" />
      <Empty
        icon="search"
        title="Nothing here"
        action={
          <Button component={Link} href="/">
            See all templates
          </Button>
        }
      >
        The address may be mistyped, or the {what} was renamed or removed.
      </Empty>
    </>
  );
}
