import type { AccountStatus, SendingStatus } from '@carepost/contracts';
import { Progress, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { describeFailure } from '../api/describe-failure.ts';
import { useTRPC } from '../api/trpc.ts';
import { Icon } from '../design/icons.tsx';
import classes from './account.module.css';

function useAccount() {
  const trpc = useTRPC();
  return useQuery(trpc.account.status.queryOptions({}, { refetchInterval: 20_000, staleTime: 10_000 }));
}

/** Says that nothing leaves this machine. */
export function SimulatorBadge() {
  const { data } = useAccount();
  if (!data?.simulated) return null;
  return (
    <span
      className={classes.simulator}
      title="A local simulator stands in for Amazon SES: nothing leaves this machine"
    >
      Simulator
    </span>
  );
}

/** The sending account in short: what it is, whether it may send, how much of the quota is used. */
export function AccountPanel() {
  const { data, error } = useAccount();
  if (error && !data) {
    return (
      <div className={classes.panel}>
        <State good={false} words="Account unknown" />
        <p>{describeFailure(error).sentence}</p>
      </div>
    );
  }
  if (!data) return <Skeleton height={92} radius="md" />;
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <State {...stateOf(data)} />
        <SimulatorBadge />
      </div>
      <p>{placeOf(data)}</p>
      {data.quota && <Quota {...data.quota} />}
      {data.problem && <p className={classes.problem}>{data.problem}</p>}
    </div>
  );
}

function State({ good, words }: { good: boolean; words: string }) {
  return (
    <strong className={classes.state} data-good={good}>
      <Icon name={good ? 'check' : 'alert'} size={14} strokeWidth={2.25} />
      {words}
    </strong>
  );
}

function stateOf(account: SendingStatus): { good: boolean; words: string } {
  if (account.pausedSince) return { good: false, words: 'Paused by an operator' };
  if (!account.reachable) return { good: false, words: 'Not reachable' };
  if (account.sendingEnabled === false) return { good: false, words: 'Sending is off' };
  if (account.enforcement !== null && account.enforcement !== 'HEALTHY') {
    return { good: false, words: `Under review: ${account.enforcement.toLowerCase()}` };
  }
  return { good: true, words: 'Ready to send' };
}

function placeOf({ transport, simulated, region, sandbox }: AccountStatus): string {
  const name = simulated ? 'Simulated SES' : transport === 'ses' ? 'Amazon SES' : 'SMTP server';
  const access = sandbox === null ? undefined : sandbox ? 'sandbox' : 'production access';
  return [name, region, access].filter((part) => part != null).join(' · ');
}

function Quota({ max24Hours, sentLast24Hours, maxPerSecond }: NonNullable<AccountStatus['quota']>) {
  const limited = max24Hours >= 0;
  const sent = sentLast24Hours.toLocaleString('en');
  return (
    <>
      {limited && (
        <Progress
          value={Math.min(100, (sentLast24Hours / Math.max(1, max24Hours)) * 100)}
          size={4}
          mt={8}
          mb={6}
          aria-label="Used part of the daily quota"
        />
      )}
      <p className={classes.quota}>
        <span>{limited ? `${sent} of ${max24Hours.toLocaleString('en')} a day` : `${sent} in 24 hours`}</span>
        <span>{maxPerSecond}/s</span>
      </p>
    </>
  );
}
