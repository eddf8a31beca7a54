/** A recording to send: a file of the person, or the talk that comes with the pages. */
import { detectContainer } from '../../../src/audio/container.ts';
import { openRecording } from '../../../src/audio/recording.ts';
import type { Sound } from '../../../src/audio/sound.ts';
import { WavError } from '../../../src/audio/wav-error.ts';
import { SPEAK } from '../texts/speak.ts';
import type { SampleTalk } from './sample-talk.ts';
import type { Source } from './source.ts';

const speak = SPEAK;

/** The file is in memory whole, and decoded if the browser decodes it: about a hundred times larger than packed. */
const MAX_MEGABYTES = 100;

/** A file, or the talk that suits the server. */
export type RecordedSource = Extract<Source, { kind: 'file' }> | { readonly kind: 'talk'; readonly sample: SampleTalk };

export interface Recording {
  readonly sound: Sound;
  /** What was repaired to read it, one line each. */
  readonly notes: readonly string[];
}

/** The browser's decoder. It may keep the bytes. @throws DOMException for a format that it does not know. */
export type Decode = (bytes: ArrayBuffer) => Promise<AudioBuffer>;

/**
 * Reads WAVE files with this project's own reader, other files with the browser's decoder.
 * @throws Error with a text for people.
 */
export async function readRecording(source: RecordedSource, decode: Decode): Promise<Recording> {
  const bytes = await readBytes(source);
  const recording = openWav(bytes);
  if (!(recording instanceof WavError)) return recording;
  if (!recording.isConvertible) throw new Error(speak.unreadable(recording.message));
  // The browser may know what this project's reader does not: an MP3, also inside a WAVE file.
  const isNamed = detectContainer(new Uint8Array(bytes)) !== undefined;
  try {
    return { sound: toSound(await decode(bytes)), notes: [] };
  } catch {
    throw new Error(isNamed ? speak.undecodable(recording.message) : speak.noRecording);
  }
}

async function readBytes(source: RecordedSource): Promise<ArrayBuffer> {
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

function toSound(buffer: AudioBuffer): Sound {
  const { sampleRate: sampleRateHz, numberOfChannels: channelCount, length } = buffer;
  const channels = Array.from({ length: channelCount }, (_, i) => buffer.getChannelData(i));
  const read = (from: number, to: number) => channels.map((samples) => samples.subarray(from, to));
  return { sampleRateHz, channelCount, length, read };
}
