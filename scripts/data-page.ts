/** The generated parts of docs/data.md: what is held in memory and for how long, from the constants that bound it. */
import { MAX_KEYS_REMEMBERED } from '../pipeline/pipeline.ts';
import { MAX_CONTEXT_CHARACTERS, MAX_CONTEXTS } from '../pipeline/translation-contexts.ts';
import { DEFAULT_SESSION_SETTINGS } from '../src/actors/session/session-settings.ts';
import { MAX_FRAMES } from '../src/actors/speech/frame-queue.ts';
import { MAX_OPEN } from '../src/actors/speech/handed-words.ts';
import { BLOCK_BYTES, DEFAULT_MAX_FREE } from '../src/audio/block-pool.ts';
import { HISTORY_MS } from '../src/audio/emotion/emotion-tracker.ts';
import { MAX_HELD_MS } from '../src/client/speaker.ts';
import { REDACTED } from '../src/integrations/logging/structured-logger.ts';
import { ISSUER_KEYS_LIMITS } from '../src/integrations/tokens/issuer-keys.ts';
import { KNOWN_MS, MAX_KNOWN } from '../src/server/sockets/known-listeners.ts';
import { MAX_KEYS } from '../src/server/sockets/rate-limits.ts';
import { markedPage } from './integration/marked-page.ts';
import { OUTGOING_CALLS } from './integration/outgoing-calls.ts';
import { rowAttributes } from './integration/row-attributes.ts';
import { grouped, ms, setting, table } from './integration/words.ts';

const HOURS = DEFAULT_SESSION_SETTINGS.connectionTtlS / 3_600;
const shown = (title: string, file: string) => `“${title}” (\`${file}\`)`;

const MEMORY: readonly (readonly [what: string, until: string, file: string, shownBy: string])[] = [
  [
    'a speaker’s audio',
    `a final covers it; ${setting('REPLAY_RING_MS')} at most; the session’s end. Of the memory that is free again, ${DEFAULT_MAX_FREE} blocks of ${grouped(BLOCK_BYTES)} bytes are kept for later audio, with their old content until then`,
    '`src/audio/replay-ring.ts`, `src/audio/block-pool.ts`',
    `${shown('audio that no stream reads is bounded at a minute: the oldest is evicted, and counted as lost', 'test/actors/speech/audio-gate.test.ts')}<br>${shown('no more unused blocks are kept than the bound, and none of another size', 'test/audio/block-pool.test.ts')}`,
  ],
  [
    'audio on its way to Transcribe',
    `it is sent; ${MAX_FRAMES} frames at most, and what the socket holds`,
    '`src/actors/speech/frame-queue.ts`',
    shown('it is full at 16 frames, and says once that it has room again', 'test/actors/speech/frame-queue.test.ts'),
  ],
  [
    'audio in a speaker’s client, in the page',
    `the server has acknowledged it; ${ms(MAX_HELD_MS)} at most`,
    '`src/client/audio-ring.ts`',
    shown(
      'over the bound the oldest chunk goes, with an event; its late acknowledgement is not the next one’s',
      'test/client/speaker-audio.test.ts',
    ),
  ],
  [
    'how a speaker speaks (volume, rate, energy)',
    `figures of the last ${ms(HISTORY_MS)}, no sound; three numbers go to the pipeline with each transcript`,
    '`src/audio/emotion/emotion-tracker.ts`',
    shown('speech that ended a window ago is forgotten', 'test/audio/emotion/emotion-tracker.test.ts'),
  ],
  [
    'transcripts',
    `the pipeline has accepted them; ${setting('TRANSLATION_MAX_WAITING')} a session at most. The words since the last final, ${grouped(MAX_OPEN)} at most, to compare them with it`,
    '`src/actors/speech/translation-forwarder.ts`, `src/actors/speech/handed-words.ts`',
    `${shown('over the bound the oldest partial goes first, and with none the oldest final, each counted', 'test/actors/speech/translation-forwarder.test.ts')}<br>${shown('only the latest 4,096 words without a final are remembered', 'test/actors/speech/handed-words.test.ts')}`,
  ],
  [
    'translations and their speech, in the pipeline',
    `they are delivered. Local translation only: the last final of ${grouped(MAX_CONTEXTS)} sessions (${MAX_CONTEXT_CHARACTERS} characters of it are context for the next). Of handled transcripts ${grouped(MAX_KEYS_REMEMBERED)} idempotency keys and what came of them in numbers`,
    '`pipeline/pipeline.ts`, `pipeline/translation-contexts.ts`',
    shown(
      'of very many sessions the ones that were silent longest are forgotten',
      'test/pipeline/translation-contexts.test.ts',
    ),
  ],
  [
    'messages to a client that reads slowly',
    `it reads them, or is closed; ${grouped(DEFAULT_SESSION_SETTINGS.listener.maxBytes)} bytes at most`,
    '`src/server/sockets/client-connection.ts`',
    shown(
      'a client that does not read what it is sent is closed as a slow consumer',
      'test/server/sockets/client-connection.test.ts',
    ),
  ],
  [
    'address and user agent of a client',
    'its connection closes. Whoever has the delivery key can ask for them: `GET /@connections/ID`, as API Gateway does',
    '`src/server/sockets/client-connection.ts`',
    shown(
      'GET tells of a connection since when it is there, whose it is, and when it was last heard of',
      'test/server/http/delivery-routes.test.ts',
    ),
  ],
  [
    'addresses and users that are counted for rate limits',
    `a minute for addresses, an hour for users; ${grouped(MAX_KEYS)} of each at most, idle ones are forgotten as others come`,
    '`src/actors/connections/keyed-entries.ts`',
    shown(
      'when every known key counts, newcomers share one window of the same limit, and it is counted',
      'test/actors/connections/keyed-rate-limiter.test.ts',
    ),
  ],
  [
    'ids of listeners’ closed connections',
    `${ms(KNOWN_MS)}; ${grouped(MAX_KNOWN)} at most`,
    '`src/server/sockets/known-listeners.ts`',
    shown(
      'a listener is known while its socket is open, with its language of now, and for two minutes after',
      'test/server/sockets/known-listeners.test.ts',
    ),
  ],
  [
    'tokens',
    'they are verified; of a token only `sub` stays, with its session',
    '`src/integrations/tokens/token-check.ts`',
    shown(
      'when everything behind it fails, every line about a failure has a code and a correlation id, and none a secret',
      'test/whole/privacy.test.ts',
    ),
  ],
  [
    'the issuer’s public keys',
    ms(ISSUER_KEYS_LIMITS.staleMs),
    '`src/integrations/tokens/issuer-keys.ts`',
    shown(
      'in an outage known keys serve for an hour and unknown ones not at all; then nothing does',
      'test/integrations/tokens/issuer-keys.test.ts',
    ),
  ],
];

/** What each AWS service gets of people; services are those of the table of outgoing calls. */
const PROCESSORS: Readonly<Record<string, string>> = {
  'Amazon Transcribe': 'the speaker’s voice, as it is spoken',
  'AWS Lambda': 'transcripts with session id, languages and the three numbers of emotion; no user id, no connection id',
  'Amazon DynamoDB': 'the rows above',
  'AWS Secrets Manager': 'the delivery key',
  'Amazon Translate': 'transcripts, one at a time',
  'Amazon Polly': 'translations, one at a time',
};

function processors(): string {
  const services = [...new Set(OUTGOING_CALLS.map(({ service }) => service))];
  const rows = services.flatMap((service) => {
    const gets = PROCESSORS[service];
    return gets === undefined ? [] : [[service, gets, 'the one of `AWS_REGION` (of the function’s `AWS_REGION`)']];
  });
  return table(['service', 'what it gets', 'region'], rows);
}

export function dataPage(): string {
  return markedPage('docs/data.md', {
    memory: () => table(['what', 'until', 'where', 'shown by'], MEMORY),
    rows: rowAttributes,
    life: () =>
      `A session’s row is deleted by DynamoDB after \`expiresAt\`: ${setting('SESSION_LIFE_MS')} after its creation. A connection’s row is deleted by the server when it closes, and by DynamoDB ${HOURS} hours after its last write at the latest (\`ttl\`). DynamoDB deletes an expired row within a few days, not at once; until then it is ignored: ${shown('what has ended, has expired or never was is not rebuilt, and is told apart', 'test/actors/session/session-resume.test.ts')}.`,
    redacted: () =>
      `Fields that are redacted if code logs them after all: ${REDACTED.map((name) => `\`${name}\``).join(', ')}.`,
    processors,
  });
}
