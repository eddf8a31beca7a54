/** The servers that are attacked: without rate limits, with the default rates, and by their local ports. */
import type { Attack } from './attack.ts';
import { audioFrames } from './attacks/audio-frames.ts';
import { byteByByte } from './attacks/byte-by-byte.ts';
import { churn } from './attacks/churn.ts';
import { deliveries } from './attacks/deliveries.ts';
import { floods } from './attacks/floods.ts';
import { fragmented } from './attacks/fragments.ts';
import { halfOpen } from './attacks/half-open.ts';
import { httpRequests } from './attacks/http-requests.ts';
import { localHalfOpen } from './attacks/local-half-open.ts';
import { localHttp } from './attacks/local-http.ts';
import { localStreams } from './attacks/local-streams.ts';
import { messages } from './attacks/messages.ts';
import { randomFrames } from './attacks/random-frames.ts';
import { slowBodies } from './attacks/slow-bodies.ts';
import { slowReaders } from './attacks/slow-readers.ts';
import { upgrades } from './attacks/upgrades.ts';
import { DELIVERY_ENVIRONMENT } from './delivery.ts';

export interface Arena {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly attacks: readonly Attack[];
  /** Share of the time and the frames. The sum over all arenas is 1. */
  readonly share: number;
}

const COMMON = {
  ...DELIVERY_ENVIRONMENT,
  // The attackers act as a trusted proxy, so that each socket can have its own address.
  TRUSTED_PROXIES: '127.0.0.1',
  // Short, so that the removal of abandoned sessions can be checked soon.
  SPEAKER_GRACE_MS: '500',
  SESSION_LINGER_MS: '500',
  PING_INTERVAL_MS: '4000',
  IDLE_TIMEOUT_MS: '8000',
} as const;

const UNLIMITED = '1000000';

export const ARENAS: readonly Arena[] = [
  {
    name: 'without rate limits',
    environment: {
      ...COMMON,
      AUDIO_CHUNKS_PER_SECOND: UNLIMITED,
      CONTROL_MESSAGES_PER_SECOND: UNLIMITED,
      STATUS_QUERIES_PER_SECOND: UNLIMITED,
      AUDIO_BURST: UNLIMITED,
      CONTROL_BURST: UNLIMITED,
      STATUS_BURST: UNLIMITED,
      PLAYBACK_REPORTS_PER_SECOND: UNLIMITED,
      PLAYBACK_REPORT_BURST: UNLIMITED,
      CONNECTS_ACCEPTED_PER_MINUTE: UNLIMITED,
      CONNECTS_REFUSED_PER_MINUTE: UNLIMITED,
      UNKNOWN_SESSIONS_PER_MINUTE: UNLIMITED,
    },
    attacks: [
      messages,
      randomFrames,
      audioFrames,
      fragmented,
      httpRequests,
      deliveries,
      upgrades,
      churn,
      floods,
      halfOpen,
      slowReaders,
      byteByByte,
      slowBodies,
    ],
    share: 0.5,
  },
  {
    name: 'with the rates of the contract',
    // The warning and the close after it come earlier, so that they occur in a short run.
    environment: { ...COMMON, RATE_WARNING_MS: '1000', RATE_CLOSE_MS: '2000' },
    attacks: [floods, messages, audioFrames, upgrades, churn],
    share: 0.3,
  },
  {
    name: 'by its ports for this machine',
    environment: { ...COMMON, INSPECT: '1' },
    attacks: [localHttp, localStreams, localHalfOpen],
    share: 0.2,
  },
];
