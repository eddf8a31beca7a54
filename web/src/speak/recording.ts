/** A recording to be spoken: a file of the person's own, or the talk that came with the pages. */
import { detectContainer } from '../../../src/audio/container.ts';
import { openRecording } from '../../../src/audio/recording.ts';
import type { Sound } from '../../../src/audio/sound.ts';
import { WavError } from '../../../src/audio/wav-error.ts';
import { TEXTS } from '../texts.ts';
import type { SampleTalk } from './sample-talk.ts';
import type { Source } from './source-view.ts';

const { speak } = TEXTS;

/** Held whole, and what a browser decodes is held decoded: an hour of speech takes some hundred times what it takes packed. */
const MAX_MEGABYTES = 100;

/** What is played of it: a file, or the talk that suits the server. */
export type RecordedSource = Extract<Source, { kind: 'file' }> | { readonly kind: 'talk'; readonly sample: SampleTalk };

export interface Recording {
  readonly sound: Sound;
  /** What had to be mended to read it, one line each. */
  readonly notes: readonly string[];
}

/** The browser's own decoder. It may keep the bytes. @throws DOMException for what it does not know. */
export type Decode = (bytes: ArrayBuffer) => Promise<AudioBuffer>;

/**
 * WAVE files are read as everywhere else in this project, other files as the browser reads them.
 * @throws Error in words for the person.
 */
export async function readRecording(source: RecordedSource, decode: Decode): Promise<Recording> {
  const bytes = await bytesOf(source);
  const recording = openWav(bytes);
  if (!(recording instanceof WavError)) return recording;
  if (!recording.isConvertible) throw new Error(speak.unreadable(recording.message));
  // What our reader does not know, the browser may: an MP3, or one that is packed into a WAVE file.
  const isNamed = detectContainer(new Uint8Array(bytes)) !== undefined;
  try {
    return { sound: soundOf(await decode(bytes)), notes: [] };
  } catch {
    throw new Error(isNamed ? speak.undecodable(recording.message) : speak.noRecording);
  }
}

async function bytesOf(source: RecordedSource): Promise<ArrayBuffer> {
  if (source.kind === 'file') {
    if (source.file.size > MAX_MEGABYTES * 1e6) throw new Error(speak.largeRecording(MAX_MEGABYTES));
    return source.file.arrayBuffer();
  }
  const response = await fetch(new URL(source.sample.file, location.href));
  if (!response.ok) throw new Error(speak.noTalk);
  return response.arrayBuffer();
}

function openWav(bytes: ArrayBuffer): Recording | WavError {
  try {
    const sound = openRecording(new Uint8Array(bytes));
    return sound.length === 0 ? new WavError('it holds no audio') : { sound, notes: sound.notes };
  } catch (error) {
    if (error instanceof WavError) return error;
    throw error;
  }
}

function soundOf(buffer: AudioBuffer): Sound {
  const { sampleRate: sampleRateHz, numberOfChannels: channelCount, length } = buffer;
  const channels = Array.from({ length: channelCount }, (_, i) => buffer.getChannelData(i));
  const read = (from: number, to: number) => channels.map((samples) => samples.subarray(from, to));
  return { sampleRateHz, channelCount, length, read };
}
