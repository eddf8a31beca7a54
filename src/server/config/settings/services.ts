/** Settings of calls to the services: time limits, attempts, and how many at once. */
import { number, text } from '../setting.ts';

export const SERVICE_SETTINGS = {
  TRANSCRIBE_CONNECT_TIMEOUT_MS: number(5_000, 'How long a transcription stream may take to open, in ms.'),
  TRANSCRIBE_STALL_MS: number(
    10_000,
    'How long a stream that is sent audio may answer nothing, in ms. After that it counts as dead and is replaced.',
  ),
  TRANSCRIBE_SILENCE_MS: number(
    60_000,
    'How long a stream is kept open with silence while there is no audio, in ms. After that the next audio opens another.',
  ),
  TRANSCRIBE_ROLL_MS: number(
    13_800_000,
    'Age at which a stream is replaced by a new one, in ms. Amazon Transcribe ends a stream after 4 hours.',
  ),
  TRANSCRIBE_RECOVERY_WINDOW_MS: number(
    30_000,
    'How long streams may keep failing before transcription is given up, in ms from the first failure.',
  ),
  TRANSCRIBE_RETRY_MS: number(
    30_000,
    'After transcription was given up: how long until the speaker’s audio may start it again, in ms.',
  ),
  TRANSCRIBE_MAX_STREAMS: number(
    undefined,
    'How many transcription streams may be open at the same time. Empty: 25 in AWS mode (the quota of a new account), 500 in embedded mode.',
  ),
  TRANSCRIBE_OPENINGS_PER_SECOND: number(
    undefined,
    'How many transcription streams may be opened in a second; more wait for their turn. Empty: 25 in AWS mode (the quota of a new account), 100 in embedded mode.',
  ),
  TRANSCRIBE_REPLAY_SPEED: number(
    10,
    'How fast a new stream is sent the audio that waits for it, as a multiple of real time (2 or more). The first second of audio is sent at once.',
    2,
  ),
  AUDIO_GATHER_MS: number(
    40,
    'Chunks shorter than this are sent to the recogniser together, and none waits longer than this, in ms (0 to 200). 0: each chunk is sent at once, which costs more CPU with short chunks; over 50 most short chunks miss the target of 50 ms.',
    0,
    200,
  ),
  TRANSLATION_TIMEOUT_MS: number(5_000, 'How long one call to the translation pipeline may take, in ms.'),
  TRANSLATION_ATTEMPTS: number(3, 'How often the pipeline is called for one transcript before that is given up.'),
  TRANSLATION_RETRY_DELAY_MS: number(100, 'Pause between two calls for the same transcript, in ms.', 0),
  TRANSLATION_MAX_WAITING: number(
    200,
    'How many transcripts of one session may wait to be translated. Over that the oldest are dropped and counted, partial ones first.',
  ),
  TRANSLATION_SEGMENTS: text(
    'clause',
    'Where speech is cut for translation: clause, sentence, or result (not before a result of Transcribe is final). A session may ask for another when it is created. clause is soonest, and calls the pipeline most often.',
  ),
  SEGMENT_DEADLINE_MS: number(
    4_000,
    'With clause: how long a stable word may wait for a mark to cut at, in ms from its end (1,000 to 30,000). Then the speech is cut without one.',
    1_000,
    30_000,
  ),
  DYNAMODB_ATTEMPTS: number(3, 'How often one operation on a table is tried before it fails.'),
  DYNAMODB_RETRY_BASE_MS: number(
    100,
    'Pause before the second try of an operation on a table, in ms. Each later pause is twice as long, and varies a little.',
    0,
  ),
  DYNAMODB_RETRY_CAP_MS: number(2_000, 'Longest pause between two tries of an operation on a table, in ms.', 0),
  BREAKER_FAILURES: number(
    5,
    'How many calls to Transcribe, Lambda or DynamoDB must fail in a row until that service’s circuit breaker opens.',
  ),
  BREAKER_OPEN_MS: number(
    5_000,
    'How long an open circuit breaker refuses calls, in ms. The next call after that is a trial.',
  ),
} as const;
