import type { Operation } from '../operation.ts';

export const getAccount: Operation = {
  name: 'GetAccount',
  method: 'get',
  path: '/v2/email/account',
  run(_request, { account }) {
    const { sandbox, quota, suspended, sentLast24Hours, suppressedReasons, review } = account.state;
    const { ProductionAccessEnabled: _asked, ...details } = account.details ?? {};
    const reviewed =
      review === null
        ? {}
        : { Details: { ...details, ReviewDetails: { Status: review, CaseId: 'case-000000000000' } } };
    return {
      json: {
        DedicatedIpAutoWarmupEnabled: true,
        EnforcementStatus: suspended || account.state.paused ? 'SHUTDOWN' : 'HEALTHY',
        ProductionAccessEnabled: !sandbox,
        SendQuota: {
          Max24HourSend: quota.max24Hours,
          MaxSendRate: quota.maxPerSecond,
          SentLast24Hours: sentLast24Hours,
        },
        SendingEnabled: !account.switches.paused && !suspended,
        SuppressionAttributes: { SuppressedReasons: suppressedReasons },
        ...reviewed,
        VdmAttributes: { VdmEnabled: 'DISABLED' },
      },
    };
  },
};
