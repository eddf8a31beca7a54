/** Rate limits of one connection, one address and one user. */
import { number, text } from '../setting.ts';

export const RATE_SETTINGS = {
  AUDIO_CHUNKS_PER_SECOND: number(
    50,
    'Audio chunks that one connection may send in a second, on average. More are dropped.',
  ),
  AUDIO_BURST: number(
    50,
    'Audio chunks that one connection may send at once, for example after a network held them back.',
  ),
  CONTROL_MESSAGES_PER_SECOND: number(
    10,
    'Messages that one connection may send in a second, on average. Audio, status queries, playback reports and heartbeats do not count.',
  ),
  CONTROL_BURST: number(10, 'Messages of this kind that one connection may send at once.'),
  STATUS_QUERIES_PER_SECOND: number(2, 'Status queries that one connection may send in a second, on average.'),
  STATUS_BURST: number(3, 'Status queries that one connection may send at once.'),
  PLAYBACK_REPORTS_PER_SECOND: number(
    2,
    'Playback reports that one connection may send in a second, on average. Over that they are dropped without an answer.',
  ),
  PLAYBACK_REPORT_BURST: number(2, 'Playback reports that one connection may send at once.'),
  RATE_WARNING_MS: number(5_000, 'How long a speaker may send too much audio before a warning, in ms.'),
  RATE_CLOSE_MS: number(
    30_000,
    'How long a speaker may send too much audio before the session is ended, in ms. More than RATE_WARNING_MS.',
  ),
  CONNECTS_ACCEPTED_PER_MINUTE: number(1_200, 'Connections from one address that are accepted in a minute.'),
  CONNECTS_REFUSED_PER_MINUTE: number(
    20,
    'Connections from one address that may be refused as wrong in a minute. Over that, wrong ones are answered 429; right ones are still accepted.',
  ),
  UNKNOWN_SESSIONS_PER_MINUTE: number(
    10,
    'How many different sessions that do not exist one address may ask for in a minute, in any way. Over that it may ask for none at all.',
  ),
  SESSIONS_PER_HOUR: number(50, 'Sessions that one user may create in an hour.'),
  TRUSTED_PROXIES: text(
    '',
    'Addresses or CIDR blocks of proxies whose header X-Forwarded-For is believed, separated by commas. Empty: none.',
  ),
} as const;
