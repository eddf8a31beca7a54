/** The program of one demo listener, in its own process: joins, plays what it gets as the pages do, reports it, and writes it to a WAVE file. */
import { writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { BYTES_PER_MS, SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import type { HeardAudio } from '../../src/client/client-events.ts';
import { Listener } from '../../src/client/listener.ts';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { describeError } from './describe-error.ts';
import { Loudspeaker } from './loudspeaker.ts';
import { connectToParent } from './parent-link.ts';
import type { ListenerCommand, ListenerInput, ListenerReport } from './reports.ts';

/** How often the loudspeaker takes what is due. */
const TICK_MS = 20;
/** The clock of the client and of the loudspeaker, which never goes back; with `timeOrigin` it is Unix time. */
const now = () => performance.now();
const { timeOrigin } = performance;

const parent = connectToParent<ListenerInput, ListenerCommand, ListenerReport>();
const { port, sessionId, language, wavFile } = parent.input;
let loudspeaker = makeLoudspeaker(now());
let hasJoined = false;
let listener: Listener | undefined;

parent.onCommand(({ startedAtMs }) => {
  loudspeaker = makeLoudspeaker(startedAtMs - timeOrigin);
});
const ticking = setInterval(() => loudspeaker.playUntil(now()), TICK_MS);
const joining = Listener.join({
  ...{ url: `http://127.0.0.1:${port}`, WebSocket, sessionId, targetLanguage: language, transcripts: true },
  on: {
    sessionJoined: () => {
      if (!hasJoined) parent.report({ kind: 'joined' });
      hasJoined = true;
    },
    audio: (audio) => hear(audio, now()),
    caption: ({ isPartial, reason }) => parent.report({ kind: 'caption', isPartial: isPartial === true, reason }),
    error: (error) => parent.fail(describeError(error)),
    sessionEnded: ({ reason }) => {
      end(reason).catch((error: Error) => parent.fail(`${wavFile}: ${error.message}`));
    },
    connection: (change) => {
      if (change.state === 'closed' && change.error && hasJoined) parent.fail(change.error.message);
    },
  },
});
listener = await joining.catch((error: unknown) => {
  if (!(error instanceof RostrumError) || error.code === 'CONNECT_FAILED') parent.fail((error as Error).message);
  else parent.fail(`the server refused the connection: ${describeError(error)}`);
  return undefined;
});

function hear(audio: HeardAudio, arrivedAtMs: number): void {
  // The pipeline gives these values, and the server does not check them.
  const { format, sampleRate, channels }: Record<'format' | 'sampleRate' | 'channels', unknown> = audio;
  if (format !== 'pcm' || sampleRate !== SAMPLE_RATE_HZ || channels !== 1) {
    parent.fail(`audio this listener cannot play: ${format}, ${sampleRate} Hz, ${channels} channels`);
    return;
  }
  loudspeaker.hear(audio, arrivedAtMs);
  parent.report({
    kind: 'heard',
    arrivedAtMs: timeOrigin + arrivedAtMs,
    audioMs: audio.pcm.byteLength / BYTES_PER_MS,
    isFirstPart: audio.part === undefined || audio.part === 1,
    text: audio.text,
    translated: audio.translated !== false,
    resultId: audio.resultId,
    segment: audio.segment,
    endTimeMs: audio.endTimeMs,
  });
}

/** Tells the demo and the server when each segment was heard. */
function makeLoudspeaker(startMs: number): Loudspeaker {
  return new Loudspeaker(startMs, (played) => {
    listener?.reportPlayback(played);
    const { resultId, segment, outcome, durationMs, playbackRate } = played;
    const firstSoundAtMs = timeOrigin + played.firstSoundAtMs;
    parent.report({ kind: 'played', resultId, segment, outcome, firstSoundAtMs, durationMs, playbackRate });
  });
}

async function end(reason: string): Promise<void> {
  clearInterval(ticking);
  loudspeaker.playUntil(now());
  loudspeaker.finish();
  await writeFile(wavFile, encodeWav(loudspeaker.toSamples(), SAMPLE_RATE_HZ));
  parent.report({ kind: 'ended', reason });
}
