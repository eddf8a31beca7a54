/** Settings of sessions and connections: how many, how long, how large. */
import { number } from '../setting.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export const SESSION_SETTINGS = {
  MAX_SESSIONS_PER_USER: number(1, 'Live sessions that one user may have.'),
  MAX_LISTENERS_PER_SESSION: number(500, 'Listeners that one session may have.'),
  SESSION_LIFE_MS: number(2 * HOUR_MS, 'How long a session may last, in ms.'),
  SPEAKER_GRACE_MS: number(
    15_000,
    'How long a speaker whose connection is lost may stay away before the session is ended, in ms.',
    0,
  ),
  SESSION_DRAIN_MS: number(5_000, 'At a session’s end: how long it waits for the last transcripts, in ms.', 0),
  SESSION_LINGER_MS: number(
    3_000,
    'At a session’s end: how long listeners stay connected for the last translations, in ms.',
    0,
  ),
  AUDIO_SILENT_MS: number(
    10_000,
    'How long a speaker may send nothing audible before speaker and listeners are told, in ms (100 or more).',
    100,
  ),
  STATUS_INTERVAL_MS: number(30_000, 'Time between two status reports to a speaker, in ms.'),
  STATUS_COLLECT_MS: number(
    250,
    'How long joins and leaves of listeners are collected into one status report, in ms.',
    0,
  ),
  PING_INTERVAL_MS: number(
    25_000,
    'Time between two pings to a client, in ms (100 to 3,600,000). At most half of IDLE_TIMEOUT_MS, and shorter than proxies in front allow a connection to be quiet.',
    100,
    HOUR_MS,
  ),
  IDLE_TIMEOUT_MS: number(
    120_000,
    'How long a client may send nothing at all, not even a pong, before its connection is closed, in ms (up to 900,000).',
    1,
    900_000,
  ),
  CONNECTION_REFRESH_MS: number(
    100 * MINUTE_MS,
    'Age of a connection at which its client is asked to refresh it, in ms.',
  ),
  CONNECTION_WARNING_MS: number(105 * MINUTE_MS, 'Age of a connection from which its client is warned, in ms.'),
  CONNECTION_WARNING_EVERY_MS: number(5 * MINUTE_MS, 'Time between two of these warnings, in ms.'),
  CONNECTION_LIFE_MS: number(
    120 * MINUTE_MS,
    'Age of a connection that these warnings count down to, in ms. The connection stays open after it.',
  ),
  REPLACED_SOCKET_MS: number(
    2_000,
    'How long the old connection stays open after a refresh has replaced it, in ms (1,000 to 10,000).',
    1_000,
    10_000,
  ),
  MAX_MESSAGE_BYTES: number(131_072, 'Largest text message, and largest delivery to /@connections, in bytes.'),
  MAX_CONTROL_BYTES: number(4_096, 'Largest text message that is not sendAudio, in bytes.'),
  MAX_AUDIO_BYTES: number(32_768, 'Largest audio chunk, in bytes after decoding.'),
  MIN_AUDIO_BYTES: number(100, 'Smallest audio chunk, in bytes after decoding.'),
  MAX_BODY_BYTES: number(65_536, 'Largest body of an HTTP request that is not a delivery, in bytes.'),
  REPLAY_RING_MS: number(
    60_000,
    'How much audio a session keeps until a final transcript covers it, in ms. Over that the oldest is lost and counted.',
  ),
  LISTENER_LAGGING_BYTES: number(262_144, 'A listener is lagging while more bytes than this wait to be sent to it.'),
  LISTENER_MAX_BYTES: number(1_048_576, 'A listener is disconnected when more bytes than this wait to be sent to it.'),
  LISTENER_LAGGING_MS: number(10_000, 'How long a listener may lag before it is disconnected, in ms.'),
} as const;
