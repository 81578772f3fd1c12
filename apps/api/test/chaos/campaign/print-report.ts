import type { CampaignReport } from './run-campaign.ts';

const SHOWN_FAILURES = 20;

/** The report of a campaign as a table for people. */
export function printReport({ verdict, submissions, kills, ...report }: CampaignReport): string {
  const { byStatus } = verdict;
  const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);
  const worst = kills.length > 0 ? Math.max(...kills.map(({ ms }) => ms)) : undefined;
  const rows: [string, string | number][] = [
    ['seed', report.seed],
    ['acknowledged to callers', verdict.acknowledged],
    ['requests without an answer', submissions.unanswered],
    ['accepted (in the database)', verdict.accepted],
    ...Object.entries(byStatus)
      .toSorted()
      .map(([status, count]): [string, number] => [`  ${status}`, count]),
    ['lost', verdict.lost],
    ['blind resends', verdict.blindResends],
    ['informed resends', verdict.informedResends],
    ['accepted twice', verdict.doubled],
    ['workers killed', kills.length],
    ['recovery from a kill -9, worst', seconds(report.recoveryMs)],
    ['  with other faults meanwhile, worst', seconds(worst)],
    ['from the last fault to rest', seconds(report.settledMs)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${String(value).padStart(8)}`);
  const { failures } = report;
  const shown = failures.slice(0, SHOWN_FAILURES).map((failure) => `  ✗ ${failure}`);
  const more = failures.length > SHOWN_FAILURES ? [`  … and ${failures.length - SHOWN_FAILURES} more`] : [];
  const end =
    failures.length === 0 ? ['✓ No rule was broken.'] : [`✗ ${failures.length} failures:`, ...shown, ...more];
  return [...table, ...end, ''].join('\n');
}
