/** Every check of the doctor, in the order of --list, --json and docs/doctor.md. */
import { AWS_CHECKS } from './aws/checks.ts';
import type { AnyCheck } from './check.ts';
import { LOCAL_CHECKS } from './local/checks.ts';
import { SERVICE_CHECKS } from './services/checks.ts';
import { THROUGH_CHECKS } from './through/checks.ts';

export const CHECKS: readonly AnyCheck[] = [...LOCAL_CHECKS, ...AWS_CHECKS, ...SERVICE_CHECKS, ...THROUGH_CHECKS];
