/** The translation pipeline: there, and this role may invoke it. It is not run. */
import type { CallOutcome } from '../../../integrations/account/call-outcome.ts';
import type { Check, Finding } from '../check.ts';
import { toAccount } from './options.ts';
import { unanswered } from './unanswered.ts';

/** Lambda's status for a dry run that may be done. */
const MAY_BE_INVOKED = 204;

export const pipelineCheck: Check = {
  id: 'pipeline',
  claim: 'The translation pipeline’s function is there, and may be invoked.',
  fix: 'Deploy the pipeline (deploy/), or correct TRANSLATION_PIPELINE_FUNCTION_NAME and AWS_REGION.',
  needs: ['aws', 'network'],
  run: async ({ config }, signal) => {
    const { dryRun } = await import('../../../integrations/account/dry-run.ts');
    const { functionName, region = '' } = config.aws;
    return judgePipeline(await dryRun(toAccount(config), functionName, signal), { functionName, region });
  },
};

export function judgePipeline(
  seen: CallOutcome<number>,
  { functionName, region }: { readonly functionName: string; readonly region: string },
): Finding {
  if (seen.ok) {
    return seen.value === MAY_BE_INVOKED
      ? { verdict: 'passed', said: `${functionName} may be invoked` }
      : {
          verdict: 'warned',
          said: `${functionName} answered a dry run with ${seen.value}, not ${MAY_BE_INVOKED}`,
          fix: 'Look at what answers at AWS_ENDPOINT_URL_LAMBDA: Lambda answers 204.',
        };
  }
  const { problem } = seen;
  const [, elsewhere = region] = /^arn:[^:]+:lambda:([^:]+):/.exec(functionName) ?? [];
  if (problem.kind === 'notFound') {
    const where = elsewhere === region ? '' : ` The name is an ARN of ${elsewhere}, and AWS_REGION is ${region}.`;
    return { verdict: 'failed', said: `there is no function ${functionName} in ${region}.${where}` };
  }
  // AWS's message names the ARN; a name alone is not one.
  const [arn = functionName] = /arn:[\w-]+:lambda:\S+/.exec(problem.said) ?? [];
  return unanswered(problem, { permission: 'lambda:InvokeFunction', resource: arn, isNeeded: true });
}
