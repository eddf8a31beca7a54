/** Reads the recording for the talk from any WAVE file and converts it to 16 kHz mono. */
import { readFile, stat } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import { toMonoSpeech } from '../../src/audio/mono-speech.ts';
import { openRecording } from '../../src/audio/recording.ts';
import { WavError } from '../../src/audio/wav-error.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { Talk } from '../../testkit/speech/talk.ts';

/** Limit, because the whole file is held in memory. */
const MAX_FILE_BYTES = 1 << 30;
const MAX_SECONDS = 3_600;

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

export interface RecordedTalk extends Talk {
  /** Defects of the file that were repaired, one line each. */
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

/** Quotes a path for a shell. */
function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
