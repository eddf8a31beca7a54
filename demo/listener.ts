/** One of the demo's listeners, a process of its own: joins, reports what it hears, writes it as a WAVE file at the end. */
import { writeFile } from 'node:fs/promises';
import { SAMPLE_RATE_HZ, samplesOf, samplesToMs } from '../src/audio/pcm.ts';
import { encodeWav } from '../src/audio/wav.ts';
import { connectToParent } from './parent-link.ts';
import { PlaybackTimeline } from './playback-timeline.ts';
import type { ListenerCommand, ListenerInput, ListenerReport } from './reports.ts';
import { ClientSocket, describeError, type Incoming } from './socket.ts';

const parent = connectToParent<ListenerInput, ListenerCommand, ListenerReport>();
const { port, sessionId, language, wavFile } = parent.input;
let playback = new PlaybackTimeline(Date.now());

const query = new URLSearchParams({ sessionId, targetLanguage: language, transcripts: 'on' });
const socket = new ClientSocket(`ws://127.0.0.1:${port}/?${query}`, {
  message: take,
  gone: (reason) => parent.fail(reason),
});
parent.onCommand(({ startedAtMs }) => {
  playback = new PlaybackTimeline(startedAtMs);
});

function take(message: Incoming): void {
  switch (message.type) {
    case 'sessionJoined':
      parent.report({ kind: 'joined' });
      return;
    case 'audio':
      hear(message, Date.now());
      return;
    case 'caption':
      parent.report({ kind: 'caption', isPartial: message.isPartial === true, reason: textOf(message.reason) });
      return;
    case 'error':
      parent.fail(describeError(message));
      return;
    case 'sessionEnded':
      socket.close();
      end(String(message.reason)).catch((error: Error) => parent.fail(`${wavFile}: ${error.message}`));
  }
}

function hear(message: Incoming, arrivedAtMs: number): void {
  if (message.format !== 'pcm' || message.sampleRate !== SAMPLE_RATE_HZ || message.channels !== 1) {
    parent.fail(
      `audio this listener cannot play: ${message.format}, ${message.sampleRate} Hz, ${message.channels} channels`,
    );
    return;
  }
  const samples = samplesOf(Buffer.from(String(message.audioData), 'base64'));
  playback.add(arrivedAtMs, samples);
  parent.report({
    kind: 'heard',
    arrivedAtMs,
    audioMs: samplesToMs(samples.length),
    isFirstPart: message.part === undefined || message.part === 1,
    text: textOf(message.text),
    translated: message.translated !== false,
    resultId: textOf(message.resultId),
    endTimeMs: typeof message.endTimeMs === 'number' ? message.endTimeMs : undefined,
  });
}

async function end(reason: string): Promise<void> {
  await writeFile(wavFile, encodeWav(playback.toSamples(), SAMPLE_RATE_HZ));
  parent.report({ kind: 'ended', reason, heardMs: playback.heardMs });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
