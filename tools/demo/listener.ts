/** The program of one demo listener, in its own process: joins, reports what it hears, writes it to a WAVE file at the end. */
import { writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { SAMPLE_RATE_HZ, samplesToMs, toSamples } from '../../src/audio/pcm.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import type { HeardAudio } from '../../src/client/client-events.ts';
import { Listener } from '../../src/client/listener.ts';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { describeError } from './describe-error.ts';
import { connectToParent } from './parent-link.ts';
import { PlaybackTimeline } from './playback-timeline.ts';
import type { ListenerCommand, ListenerInput, ListenerReport } from './reports.ts';

const parent = connectToParent<ListenerInput, ListenerCommand, ListenerReport>();
const { port, sessionId, language, wavFile } = parent.input;
let playback = new PlaybackTimeline(Date.now());
let hasJoined = false;

parent.onCommand(({ startedAtMs }) => {
  playback = new PlaybackTimeline(startedAtMs);
});
await Listener.join({
  ...{ url: `http://127.0.0.1:${port}`, WebSocket, sessionId, targetLanguage: language, transcripts: true },
  on: {
    sessionJoined: () => {
      if (!hasJoined) parent.report({ kind: 'joined' });
      hasJoined = true;
    },
    audio: (audio) => hear(audio, Date.now()),
    caption: ({ isPartial, reason }) => parent.report({ kind: 'caption', isPartial: isPartial === true, reason }),
    error: (error) => parent.fail(describeError(error)),
    sessionEnded: ({ reason }) => {
      end(reason).catch((error: Error) => parent.fail(`${wavFile}: ${error.message}`));
    },
    connection: (change) => {
      if (change.state === 'closed' && change.error && hasJoined) parent.fail(change.error.message);
    },
  },
}).catch((error: unknown) => {
  if (!(error instanceof RostrumError) || error.code === 'CONNECT_FAILED') parent.fail((error as Error).message);
  else parent.fail(`the server refused the connection: ${describeError(error)}`);
});

function hear(audio: HeardAudio, arrivedAtMs: number): void {
  // The pipeline gives these values, and the server does not check them.
  const { format, sampleRate, channels }: Record<'format' | 'sampleRate' | 'channels', unknown> = audio;
  if (format !== 'pcm' || sampleRate !== SAMPLE_RATE_HZ || channels !== 1) {
    parent.fail(`audio this listener cannot play: ${format}, ${sampleRate} Hz, ${channels} channels`);
    return;
  }
  const samples = toSamples(audio.pcm);
  playback.add(arrivedAtMs, samples);
  parent.report({
    kind: 'heard',
    arrivedAtMs,
    audioMs: samplesToMs(samples.length),
    isFirstPart: audio.part === undefined || audio.part === 1,
    text: audio.text,
    translated: audio.translated !== false,
    resultId: audio.resultId,
    endTimeMs: audio.endTimeMs,
  });
}

async function end(reason: string): Promise<void> {
  await writeFile(wavFile, encodeWav(playback.toSamples(), SAMPLE_RATE_HZ));
  parent.report({ kind: 'ended', reason, heardMs: playback.heardMs });
}
