/** The limits of each integration that no setting has, from the constants that enforce them. */
import { DELIVERY_LIMITS } from '../../pipeline/deliver.ts';
import { MAX_SPOKEN_CHARACTERS } from '../../pipeline/engines/aws-speaker.ts';
import { MAX_TRANSLATED_CHARACTERS } from '../../pipeline/engines/aws-translator.ts';
import { MAX_LISTENERS } from '../../pipeline/listeners.ts';
import { MESSAGE_MAX_BYTES } from '../../pipeline/messages.ts';
import { MAX_TEXT_CHARACTERS } from '../../pipeline/payload.ts';
import { MAX_ARRIVALS, MAX_FINALS_WAITING, MAX_PARTIALS_WAITING } from '../../pipeline/pipeline.ts';
import { RECORD_WRITER_LIMITS } from '../../src/actors/records/row-queue.ts';
import { DEFAULT_SESSION_SETTINGS } from '../../src/actors/session/session-settings.ts';
import { MAX_FRAMES } from '../../src/actors/speech/frame-queue.ts';
import {
  ANSWERED_MS,
  CLOSING_SILENCE_MS,
  KEEP_ALIVE_EVERY_MS,
  SILENCE_MS,
} from '../../src/actors/speech/keep-alive.ts';
import { MAX_FRAME_BYTES } from '../../src/audio/frame-gatherer.ts';
import { MAX_SKEW_MS } from '../../src/integrations/delivery/signature.ts';
import { MAX_REFUSAL_BYTES } from '../../src/integrations/lambda/invoke-call.ts';
import { MAX_CONNECTIONS } from '../../src/integrations/lambda/sdk-invoke.ts';
import { ISSUER_KEYS_LIMITS } from '../../src/integrations/tokens/issuer-keys.ts';
import { CLOCK_TOLERANCE_S } from '../../src/integrations/tokens/oidc-tokens.ts';
import { MAX_KEYS_TRIED, MAX_SUBJECT_CHARS, MAX_TOKEN_CHARS } from '../../src/integrations/tokens/token-check.ts';
import { MAX_WAITING } from '../../src/integrations/transcribe/waiting-results.ts';
import { DEFAULT_SIZES } from '../../src/protocol/limits.ts';
import { STREAM_QUOTAS } from '../../src/server/config/stream-limits.ts';
import type { PageName } from './page-settings.ts';
import { grouped, ms, table } from './words.ts';

const { transcription, connectionTtlS, maxListeners } = DEFAULT_SESSION_SETTINGS;
const { throttle } = RECORD_WRITER_LIMITS;
const HOUR_S = 3_600;

const LIMITS: Readonly<Record<PageName, readonly (readonly [what: string, limit: string, over: string])[]>> = {
  transcribe: [
    [
      'streams of a new account, at the same time',
      String(STREAM_QUOTAS.aws.streams),
      '`TRANSCRIBE_UNAVAILABLE` before anybody speaks',
    ],
    ['streams opened in a second, new account', String(STREAM_QUOTAS.aws.openings), 'openings wait for their turn'],
    [
      'a chunk',
      `${grouped(DEFAULT_SIZES.audioMinBytes)} to ${grouped(DEFAULT_SIZES.audioBytes)} bytes`,
      '`INVALID_AUDIO_FORMAT`, `PAYLOAD_TOO_LARGE`',
    ],
    ['an AudioEvent', `${grouped(MAX_FRAME_BYTES)} bytes`, 'chunks are cut'],
    ['frames that wait for the service', String(MAX_FRAMES), 'audio waits in the ring'],
    ['events that wait for their turn', String(MAX_WAITING), 'all are handled at once'],
    [
      'a stream is healthy',
      `with its first result, or after ${ms(transcription.healthyAfterMs)}`,
      'a new failure begins a new recovery window',
    ],
    [
      'a stream that is being finished',
      ms(transcription.finishTimeoutMs),
      'it is closed; audio without a final counts as lost',
    ],
    [
      'silence after the last audio',
      `${ms(CLOSING_SILENCE_MS)} in real time, then ${ms(SILENCE_MS)} every ${ms(KEEP_ALIVE_EVERY_MS)}`,
      `no answer to the first ${ms(ANSWERED_MS)}: \`stalled\``,
    ],
  ],
  pipeline: [
    ['connections to Lambda', String(MAX_CONNECTIONS), 'calls wait for one'],
    ['an answer that is read, of a refusal', `${grouped(MAX_REFUSAL_BYTES)} bytes`, 'read to its end, not kept'],
    ['a transcript', `${grouped(MAX_TEXT_CHARACTERS)} characters`, 'the function refuses the payload'],
    [
      'transcripts of a session that wait for the table',
      String(MAX_ARRIVALS),
      'the invocation fails, and is tried again',
    ],
    [
      'partials, finals that wait for a session and language',
      `${MAX_PARTIALS_WAITING}, ${MAX_FINALS_WAITING}`,
      'outcome `overloaded`',
    ],
    [
      'listeners of a session that are read',
      grouped(MAX_LISTENERS),
      `more are not heard; a session has ${maxListeners} at most`,
    ],
    ['one TranslateText', `${grouped(MAX_TRANSLATED_CHARACTERS)} characters`, 'the text is cut into pieces'],
    ['one SynthesizeSpeech', `${grouped(MAX_SPOKEN_CHARACTERS)} characters`, 'the text is cut into pieces'],
  ],
  tables: [
    [
      'rows that wait to be written',
      grouped(RECORD_WRITER_LIMITS.maxRows),
      'the oldest is dropped and counted (`why="overflow"`)',
    ],
    [
      'writes at the same time',
      String(RECORD_WRITER_LIMITS.concurrency),
      'rows wait; while the table cannot be reached, one is tried at a time',
    ],
    [
      'writes of one session’s row',
      `${throttle.burst} at once, then one in ${ms(throttle.everyMs)}`,
      'only the latest state is written',
    ],
    ['a connection’s row', `${connectionTtlS / HOUR_S} h after its last write (\`ttl\`)`, 'DynamoDB deletes it'],
  ],
  tokens: [
    ['a token', `${grouped(MAX_TOKEN_CHARS)} characters`, '`malformed`, unread'],
    ['`sub`', `1 to ${MAX_SUBJECT_CHARS} characters`, '`malformed`'],
    ['clocks', `${CLOCK_TOLERANCE_S} s apart`, '`expired`'],
    ['keys tried for one token', String(MAX_KEYS_TRIED), '`signature`'],
    ['the key set', `${grouped(ISSUER_KEYS_LIMITS.maxBytes)} bytes`, 'not used; the last keys are'],
    [
      'keys are fresh, usable',
      `${ms(ISSUER_KEYS_LIMITS.freshMs)}, ${ms(ISSUER_KEYS_LIMITS.staleMs)}`,
      'fetched again; refused with `keysUnavailable`',
    ],
  ],
  delivery: [
    ['a message', `${grouped(MESSAGE_MAX_BYTES)} bytes`, '413; the pipeline cuts speech into parts that fit'],
    ['clocks', `${ms(MAX_SKEW_MS)} apart`, '403, `clock`'],
    ['deliveries of one utterance at the same time', String(DELIVERY_LIMITS.atOnce), 'they wait'],
    ['deliveries of one utterance that wait', grouped(DELIVERY_LIMITS.waiting), '`overloaded`'],
    [
      'utterances that wait for one listener',
      `${MAX_PARTIALS_WAITING} partials, ${MAX_FINALS_WAITING} finals`,
      'it misses the next (`lagging`)',
    ],
  ],
};

export function limitsTable(page: PageName): string {
  return table(['what', 'limit', 'over it'], LIMITS[page]);
}
