/** The checks that go through the server's public address. */
import type { Check } from '../check.ts';
import { binary } from './binary.ts';
import { reach } from './reach.ts';
import { upgrade } from './upgrade.ts';

export const THROUGH_CHECKS: readonly Check[] = [reach, upgrade, binary];
