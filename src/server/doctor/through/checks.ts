/** The checks that go through the server's public address. One run uses 3 of the connects that may be refused in a minute. */
import type { Check } from '../check.ts';
import { address } from './address.ts';
import { binary } from './binary.ts';
import { delivery } from './delivery.ts';
import { keepAlive } from './keep-alive.ts';
import { largeBody, largeFrame } from './large.ts';
import { liveAudio } from './live-audio.ts';
import { quiet } from './quiet.ts';
import { reach } from './reach.ts';
import { upgrade } from './upgrade.ts';

export const THROUGH_CHECKS: readonly Check[] = [
  reach,
  upgrade,
  binary,
  largeFrame,
  largeBody,
  keepAlive,
  address,
  delivery,
  liveAudio,
  quiet,
];
