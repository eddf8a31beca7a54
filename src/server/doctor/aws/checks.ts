/** The checks of the AWS account. They load the AWS SDK when they are made. */
import type { AnyCheck } from '../check.ts';
import { clockCheck } from './clock.ts';
import { credentialsCheck } from './credentials.ts';
import { pipelineCheck } from './pipeline.ts';
import { quotaCheck } from './quota.ts';
import { regionCheck } from './region.ts';
import { rowsCheck } from './rows.ts';
import { backupsCheck, tablesCheck, ttlCheck } from './tables.ts';
import { transcribeCheck, transcribeStreamCheck } from './transcribe.ts';

export const AWS_CHECKS: readonly AnyCheck[] = [
  credentialsCheck,
  regionCheck,
  clockCheck,
  tablesCheck,
  rowsCheck,
  ttlCheck,
  backupsCheck,
  pipelineCheck,
  transcribeCheck,
  transcribeStreamCheck,
  quotaCheck,
];
