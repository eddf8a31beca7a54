/** The reads that the server makes at its start: one of each table, for a session that does not exist. */
import type { CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { Config } from '../../config/config.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

export const rowsCheck: Check = {
  id: 'rows',
  claim: 'This role may read both tables, as the server does at its start.',
  fix: 'Allow dynamodb:GetItem on the table of the sessions, and dynamodb:Query on the index of the connections.',
  needs: ['aws', 'network'],
  run: async ({ config }) => {
    const { createRecordStore } = await import('../../../integrations/dynamodb/record-store.ts');
    const { settle } = await import('../../../integrations/account/call-outcome.ts');
    const { sessions, connections } = config.tables;
    const store = createRecordStore({ ...toAccount(config), sessionsTable: sessions, connectionsTable: connections });
    try {
      return judgeReads(await settle(store.ping()), config.tables);
    } finally {
      store.close();
    }
  },
};

export function judgeReads(
  seen: CallOutcome<void>,
  { sessions, connections }: Pick<Config['tables'], 'sessions' | 'connections'>,
): Finding {
  if (seen.ok) return { verdict: 'passed', said: `${sessions} and the index of ${connections} can be read` };
  const { problem } = seen;
  if (problem.kind === 'notFound') {
    return {
      verdict: 'failed',
      said: `${sessions}, ${connections} or its index is not there: ${problem.said}`,
      fix: 'See the check tables.',
    };
  }
  if (problem.kind === 'denied') {
    return {
      verdict: 'failed',
      said: `not allowed: ${problem.said}`,
      fix: `${rowsCheck.fix} Without it the server does not start.`,
    };
  }
  return unanswered(problem, { permission: 'dynamodb:GetItem', resource: `the table ${sessions}`, isNeeded: true });
}
