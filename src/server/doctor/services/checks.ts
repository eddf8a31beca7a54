/** The checks of what the server speaks with beside AWS, and of the certificates that its clients see. */
import type { AnyCheck } from '../check.ts';
import { certificateCheck } from './certificate.ts';
import { certificateFileCheck } from './certificate-file.ts';
import { issuerCheck } from './issuer.ts';
import { metricsCheck, tracesCheck } from './telemetry.ts';

export const SERVICE_CHECKS: readonly AnyCheck[] = [
  issuerCheck,
  tracesCheck,
  metricsCheck,
  certificateFileCheck,
  certificateCheck,
];
