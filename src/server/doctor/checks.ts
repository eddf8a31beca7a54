/** Every check of the doctor, in the order of --list, --json and docs/doctor.md. */
import type { AnyCheck } from './check.ts';
import { LOCAL_CHECKS } from './local/checks.ts';
import { THROUGH_CHECKS } from './through/checks.ts';

export const CHECKS: readonly AnyCheck[] = [...LOCAL_CHECKS, ...THROUGH_CHECKS];
