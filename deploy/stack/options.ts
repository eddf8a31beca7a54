/** The choices that change what is in the template. What an account gives (names, certificates) are CloudFormation's parameters. */

import { readServerSettings, type ServerSettings } from './server-settings.ts';

export interface DeployOptions {
  readonly loadBalancer: 'nlb' | 'alb';
  readonly alarms: 'classic' | 'promql';
  readonly identity: 'issuer' | 'cognito';
  readonly data: 'keep' | 'delete';
  /** Undefined: the account's unreserved concurrency. */
  readonly pipelineConcurrency: number | undefined;
  readonly settings: ServerSettings;
}

interface Choice {
  /** The first is the default. */
  readonly values: readonly string[];
  readonly meaning: string;
}

export const CHOICES = {
  loadBalancer: {
    values: ['nlb', 'alb'],
    meaning:
      'nlb: a Network Load Balancer, behind which the server sees its clients’ addresses and tells them of a shutdown. alb: an Application Load Balancer.',
  },
  alarms: {
    values: ['classic', 'promql'],
    meaning:
      'classic: alarms on metrics in the namespace of the requirements. promql: the rules of ops/alerts as PromQL alarms, on metrics sent to CloudWatch’s OTLP address.',
  },
  identity: {
    values: ['issuer', 'cognito'],
    meaning: 'issuer: the issuer of speakers’ tokens is a parameter. cognito: a user pool is made, and is the issuer.',
  },
  data: {
    values: ['keep', 'delete'],
    meaning:
      'keep: tables, user pool and load balancer are protected, and the data outlives the stack. delete: all goes with the stack, for trials.',
  },
} as const satisfies Readonly<Record<string, Choice>>;

export const PIPELINE_CONCURRENCY = 'pipelineConcurrency';
/** Lambda's default quota of an account, which most accounts have. */
const MOST_CONCURRENCY = 1_000;

/** @param context Of the CDK: what is not ours is not looked at. @throws Error with one line for every problem. */
export function readOptions(context: Readonly<Record<string, unknown>>): DeployOptions {
  const problems: string[] = [];
  const choose = <K extends keyof typeof CHOICES>(key: K): (typeof CHOICES)[K]['values'][number] => {
    const values: readonly string[] = CHOICES[key].values;
    const value = String(context[key] ?? values[0]);
    if (!values.includes(value)) problems.push(`${key} must be ${values.join(' or ')}, not "${value}"`);
    return value as (typeof CHOICES)[K]['values'][number];
  };
  const options = {
    loadBalancer: choose('loadBalancer'),
    alarms: choose('alarms'),
    identity: choose('identity'),
    data: choose('data'),
    pipelineConcurrency: readConcurrency(context[PIPELINE_CONCURRENCY], problems),
    settings: readServerSettings(context, problems),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return options;
}

function readConcurrency(given: unknown, problems: string[]): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > MOST_CONCURRENCY) {
    problems.push(`${PIPELINE_CONCURRENCY} must be a whole number from 1 to ${MOST_CONCURRENCY}, not "${given}"`);
  }
  return value;
}
