/** Reads a recording to be spoken: any WAVE file, brought to 16 kHz mono. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { monoSpeechOf } from '../src/audio/mono-speech.ts';
import { parseWav, WavError } from '../src/audio/wav.ts';
import { DemoFailure } from './failure.ts';
import type { Talk } from './talk.ts';

/** Held in memory whole, so bounded. */
const MAX_FILE_BYTES = 1 << 30;
const MAX_SECONDS = 3_600;

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

/** @throws DemoFailure (exit code 2) for a file that cannot be read, is no WAVE file, or holds no or too much audio. */
export async function readRecording(file: string): Promise<Talk> {
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES) throw new DemoFailure(`${file}: it is over 1 GiB`, 2);
    const audio = parseWav(await readFile(file));
    const seconds = (audio.channels[0]?.length ?? 0) / audio.sampleRateHz;
    if (seconds === 0) throw new DemoFailure(`${file}: it holds no audio`, 2);
    if (seconds > MAX_SECONDS) throw new DemoFailure(`${file}: it is longer than an hour`, 2);
    const samples = monoSpeechOf(audio);
    return { title: basename(file), samples, text: undefined };
  } catch (error) {
    if (error instanceof WavError || error instanceof RangeError) throw new DemoFailure(`${file}: ${error.message}`, 2);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new DemoFailure(`${file}: ${FILE_PROBLEMS[code] ?? code}`, 2);
    throw error;
  }
}
