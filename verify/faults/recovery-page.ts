/** docs/recovery.md, whose table is measured. */
import { fileURLToPath } from 'node:url';
import type { Marks } from '../../testkit/text/measured-page.ts';

export const RECOVERY_PAGE = fileURLToPath(new URL('../../docs/recovery.md', import.meta.url));
export const RECOVERY_MARKS: Marks = { name: 'faults', writtenBy: 'npm run faults -- --markdown' };
