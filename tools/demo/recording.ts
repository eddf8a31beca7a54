/** Reads a recording to be spoken: any WAVE file, brought to 16 kHz mono. */
import { readFile, stat } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import { toMonoSpeech } from '../../src/audio/mono-speech.ts';
import { openRecording } from '../../src/audio/recording.ts';
import { WavError } from '../../src/audio/wav-error.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { Talk } from '../../testkit/speech/talk.ts';

/** Held in memory whole, so bounded. */
const MAX_FILE_BYTES = 1 << 30;
const MAX_SECONDS = 3_600;

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

/** A recording as it is spoken. */
export interface RecordedTalk extends Talk {
  /** What had to be mended to read it, one line each. */
  readonly notes: readonly string[];
}

/** @throws CommandFailure (exit code 2) for a file that cannot be read, is no WAVE file, or holds no or too much audio. */
export async function readRecording(file: string): Promise<RecordedTalk> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) throw new CommandFailure(`${file}: it is over 1 GiB`, 2);
    const sound = openRecording(await readFile(file));
    if (sound.length === 0) throw new CommandFailure(`${file}: it holds no audio`, 2);
    if (sound.length / sound.sampleRateHz > MAX_SECONDS)
      throw new CommandFailure(`${file}: it is longer than an hour`, 2);
    const title = basename(file);
    return { title, voice: title, samples: toMonoSpeech(sound), text: undefined, notes: sound.notes };
  } catch (error) {
    if (error instanceof WavError) throw new CommandFailure(`${file}: ${error.message}${adviceOf(error, file)}`, 2);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new CommandFailure(`${file}: ${FILE_PROBLEMS[code] ?? code}`, 2);
    throw error;
  }
}

function adviceOf({ isConvertible }: WavError, file: string): string {
  if (!isConvertible) return '';
  const { dir, name } = parse(file);
  const converted = `${dir === '' ? '' : `${dir}/`}${name}-16k.wav`;
  return `; convert it: ffmpeg -i ${quoted(file)} -ar 16000 -ac 1 ${quoted(converted)}`;
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
