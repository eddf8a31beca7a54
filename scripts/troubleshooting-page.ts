/** The generated parts of docs/troubleshooting.md: why audio is dropped, which limits there are, which metric is of which part. */
import type { MetricLatency } from '../src/actors/ports/metric-names.ts';
import { LATENCIES } from '../src/integrations/metrics/latencies.ts';
import type { RATE_KINDS } from '../src/protocol/error-details.ts';
import { DROP_REASONS, type DropReason } from '../src/protocol/server-messages.ts';
import { markedPage } from './integration/marked-page.ts';
import { grouped, metric, setting, table } from './integration/words.ts';

const DROPS: Readonly<Record<DropReason, readonly [why: string, what: string]>> = {
  paused: ['the broadcast is paused', '`resumeBroadcast`'],
  muted: ['the microphone is muted', '`unmuteBroadcast`'],
  silent: ['the volume is 0', '`setVolume`'],
  failed: ['transcription was given up', '`resumeBroadcast`, or wait for the next try (`TRANSCRIBE_RETRY_MS`)'],
  draining: ['the server is shutting down', 'nothing: the client sends it again after it has reconnected'],
  ended: ['the session has ended', 'create another'],
};

const RATES: Readonly<Record<(typeof RATE_KINDS)[number], readonly [limit: string, of: string]>> = {
  audio: [
    `${setting('AUDIO_CHUNKS_PER_SECOND')} a second, ${setting('AUDIO_BURST')} at once`,
    'a connection; more are dropped',
  ],
  control: [
    `${setting('CONTROL_MESSAGES_PER_SECOND')} a second, ${setting('CONTROL_BURST')} at once`,
    'a connection; wrong messages count too',
  ],
  status: [`${setting('STATUS_QUERIES_PER_SECOND')} a second, ${setting('STATUS_BURST')} at once`, 'a connection'],
  connect: [
    `${setting('CONNECTS_ACCEPTED_PER_MINUTE')} a minute, and ${setting('CONNECTS_REFUSED_PER_MINUTE')} wrong ones`,
    'an address',
  ],
  join: [`${setting('UNKNOWN_SESSIONS_PER_MINUTE')} sessions that do not exist, a minute`, 'an address'],
  create: [`${setting('SESSIONS_PER_HOUR')} an hour`, 'a user'],
};

/** In the order of the way from the microphone to the ear. */
const PARTS: readonly (readonly [name: MetricLatency, part: string, what: string])[] = [
  ['AudioProcessingLatency', 'a chunk in the server', 'the event loop (below), or the network to Transcribe'],
  ['AudioStreamWait', 'the same, before a stream was open', 'openings and recoveries: `TranscribeErrors`'],
  ['TranscribeStreamInitLatency', 'opening a stream', 'the network to the region'],
  ['TranscribeOpeningWait', 'waiting to open one', 'raise `TRANSCRIBE_OPENINGS_PER_SECOND`, if the account allows it'],
  ['SegmentCommitLag', 'from a word to the pipeline', 'the recogniser; where speech is cut'],
  [
    'TranslationForwardingLatency',
    'from Transcribe’s event to the call',
    'earlier calls of the session: `LambdaErrors`, `TranslationsWaiting`',
  ],
  [
    'EndToEndLatency',
    'from the last audio of a segment to its speech at the socket',
    'with the ones above in order: the pipeline',
  ],
  [
    'EarVoiceSpan',
    'from a word to its translation at the ear',
    'with the ones above in order: what waits in the player',
  ],
  ['ControlMessageLatency', 'a control’s answer', 'the event loop; creating and joining wait for a table'],
  ['ListenerNotificationLatency', 'a notice to all listeners', 'the event loop'],
  ['StatusQueryLatency', 'a status query’s answer', 'the event loop'],
];

function latencies(): string {
  const rows = PARTS.map(([name, part, what]) => {
    const { p50Ms, p95Ms } = LATENCIES[name].target ?? {};
    const target =
      p95Ms === undefined ? (p50Ms === undefined ? '–' : `p50 ${grouped(p50Ms)} ms`) : `p95 ${grouped(p95Ms)} ms`;
    return [part, metric(name), target, what];
  });
  return table(['part', 'metric', 'target', 'if it is high'], rows);
}

export function troubleshootingPage(): string {
  return markedPage('docs/troubleshooting.md', {
    drops: () =>
      table(
        ['`dropped`', 'because', 'what to do'],
        DROP_REASONS.map((reason) => [`\`${reason}\``, ...DROPS[reason]]),
      ),
    rates: () =>
      table(
        ['`kind`', 'at most', 'of'],
        Object.entries(RATES).map(([kind, row]) => [`\`${kind}\``, ...row]),
      ),
    latencies,
  });
}
