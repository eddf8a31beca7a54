/** The two tables: keys and index, expiry of rows, recovery. Three checks, because each is mended by itself. */
import type { AwsProblem, CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { Expiry, TableDescription, WantedTable } from '../../../integrations/account/table-description.ts';
import type { Config } from '../../config/config.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

export const tablesCheck: Check = {
  id: 'tables',
  claim: 'Both tables are there, active, with the keys and the index that the server and the pipeline use.',
  fix: 'Create the tables with the template in deploy/, or correct SESSIONS_TABLE_NAME and CONNECTIONS_TABLE_NAME.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { describeTable, WANTED_TABLES } = await import('../../../integrations/account/table-description.ts');
    return await ofBoth(config, async (key, table) =>
      judgeTable(table, await describeTable(toAccount(config), table, signal), WANTED_TABLES[key]),
    );
  },
};

export const ttlCheck: Check = {
  id: 'ttl',
  claim: 'Rows of both tables expire by themselves.',
  fix: 'Enable time to live on the attribute that is named here: aws dynamodb update-time-to-live.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { describeExpiry, WANTED_TABLES } = await import('../../../integrations/account/table-description.ts');
    return await ofBoth(config, async (key, table) =>
      judgeExpiry(table, await describeExpiry(toAccount(config), table, signal), WANTED_TABLES[key]),
    );
  },
};

export const backupsCheck: Check = {
  id: 'backups',
  claim: 'Both tables can be restored to any moment of the last days.',
  fix: 'Enable point-in-time recovery: aws dynamodb update-continuous-backups.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { describeRecovery } = await import('../../../integrations/account/table-description.ts');
    return await ofBoth(config, async (_, table) =>
      judgeRecovery(table, await describeRecovery(toAccount(config), table, signal)),
    );
  },
};

type TableKey = 'sessions' | 'connections';

async function ofBoth(
  { tables }: Pick<Config, 'tables'>,
  judge: (key: TableKey, table: string) => Promise<Finding>,
): Promise<Finding> {
  return worstOf(await Promise.all([judge('sessions', tables.sessions), judge('connections', tables.connections)]));
}

const RANK = ['passed', 'skipped', 'warned', 'failed'] as const;

/** One finding of several: the worst verdict, with everything that was said in it. */
export function worstOf(findings: readonly [Finding, Finding]): Finding {
  const [first, second] = findings;
  if (first.verdict === second.verdict) {
    const said = first.said === second.said ? first.said : `${first.said}; ${second.said}`;
    const fixes = [...new Set(findings.flatMap((finding) => ('fix' in finding && finding.fix ? [finding.fix] : [])))];
    return { ...first, said, ...(fixes.length === 0 ? {} : { fix: fixes.join(' ') }) };
  }
  return RANK.indexOf(first.verdict) > RANK.indexOf(second.verdict) ? first : second;
}

export function judgeTable(table: string, seen: CallOutcome<TableDescription>, wanted: WantedTable): Finding {
  if (!seen.ok) return ofTable(seen.problem, table, 'dynamodb:DescribeTable');
  const { status, keys, indexes } = seen.value;
  // A table can be used while it is changed.
  if (status !== 'ACTIVE' && status !== 'UPDATING') {
    return { verdict: 'failed', said: `${table} is ${status}, not ACTIVE`, fix: 'Wait until the table is active.' };
  }
  if (!areEqual(keys, wanted.keys)) {
    return { verdict: 'failed', said: `${table} has the keys ${keys.join(', ')}, not ${wanted.keys.join(', ')}` };
  }
  const problem = wanted.index && problemOfIndex(indexes, wanted.index);
  return problem === undefined
    ? { verdict: 'passed', said: `${table} is ${status}` }
    : { verdict: 'failed', said: `${table}: ${problem}` };
}

function problemOfIndex(
  indexes: TableDescription['indexes'],
  wanted: NonNullable<WantedTable['index']>,
): string | undefined {
  const index = indexes.find(({ name }) => name === wanted.name);
  if (index === undefined) return `the index ${wanted.name} is missing`;
  if (!areEqual(index.keys, wanted.keys)) {
    return `the index ${wanted.name} has the keys ${index.keys.join(', ')}, not ${wanted.keys.join(', ')}`;
  }
  if (index.projection !== wanted.projection) {
    return `the index ${wanted.name} projects ${index.projection}, not ${wanted.projection}`;
  }
  if (index.status !== 'ACTIVE' && index.status !== 'UPDATING') return `the index ${wanted.name} is ${index.status}`;
  return undefined;
}

export function judgeExpiry(table: string, seen: CallOutcome<Expiry>, wanted: Pick<WantedTable, 'ttl'>): Finding {
  if (!seen.ok) return ofTable(seen.problem, table, 'dynamodb:DescribeTimeToLive');
  const { status, attribute } = seen.value;
  if (status !== 'ENABLED' && status !== 'ENABLING') {
    return { verdict: 'failed', said: `${table}: time to live is off; its attribute is ${wanted.ttl}` };
  }
  return attribute === wanted.ttl
    ? { verdict: 'passed', said: `${table} by ${wanted.ttl}` }
    : { verdict: 'failed', said: `${table}: rows expire by ${attribute}, not by ${wanted.ttl}` };
}

export function judgeRecovery(table: string, seen: CallOutcome<boolean>): Finding {
  if (!seen.ok) return ofTable(seen.problem, table, 'dynamodb:DescribeContinuousBackups');
  return seen.value
    ? { verdict: 'passed', said: `${table} has point-in-time recovery` }
    : { verdict: 'warned', said: `${table} has no point-in-time recovery` };
}

/** The server describes no table; whether it can read them is the check rows. */
function ofTable(problem: AwsProblem, table: string, permission: string): Finding {
  if (problem.kind === 'notFound')
    return { verdict: 'failed', said: `there is no table ${table}`, fix: tablesCheck.fix };
  return unanswered(problem, { permission, resource: `the table ${table}`, isNeeded: false });
}

function areEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}
