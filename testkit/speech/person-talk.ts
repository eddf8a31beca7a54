/** The demo's talk in a person's voice: recordings with their words, from a Debian package. Plays and prints nothing. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toMonoSpeech } from '../../src/audio/mono-speech.ts';
import { openRecording } from '../../src/audio/recording.ts';
import { WavError } from '../../src/audio/wav-error.ts';
import { joinSentences, type Talk } from './talk.ts';

/** Debian's package of the recordings. */
export const RECORDINGS_PACKAGE = 'pocketsphinx-testdata';
const FOLDER = '/usr/share/pocketsphinx/test/data/librivox';

/** LibriVox's readers give their recordings to the public domain; the package names no reader. */
export const PERSON_SOURCE = 'a LibriVox reader, from "Sense and Sensibility" (public domain)';

/** Limits, because all recordings are held in memory. More would not be the collection that this code expects. */
const MAX_RECORDINGS = 20;
const MAX_RECORDING_SECONDS = 60;
const MAX_FILE_BYTES = 20e6;
/** Characters of a file that lists the recordings or their words. */
const MAX_LIST_LENGTH = 100_000;

export type PersonTalk =
  | {
      readonly ok: true;
      readonly talk: Talk;
      /** What was left out and why, one line each. */
      readonly notes: readonly string[];
    }
  /** `reason`: one line, for the user who asked for this voice. */
  | { readonly ok: false; readonly isInstalled: boolean; readonly reason: string };

/**
 * Reads the recordings in their order and puts a pause after each. A recording that is missing, cut short or not a WAVE file is
 * left out together with its words.
 * @param count the number of recordings at most, from the first; default all.
 * @param folder the folder with `fileids`, `transcription` and the WAVE files; default: that of the Debian package.
 */
export function readPersonTalk(count = MAX_RECORDINGS, folder = FOLDER): PersonTalk {
  let names: readonly string[];
  let texts: ReadonlyMap<string, string>;
  try {
    names = readList(join(folder, 'fileids'));
    texts = new Map(readList(join(folder, 'transcription')).flatMap(namedText));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return unusable(`${folder}: ${code ?? (error as Error).message}`);
    const reason = `no recordings of a person in ${folder}; on Debian: apt-get install ${RECORDINGS_PACKAGE}`;
    return { ok: false, isInstalled: false, reason };
  }
  if (names.length > MAX_RECORDINGS) return unusable(`${folder}: ${names.length} recordings, over ${MAX_RECORDINGS}`);
  const notes: string[] = [];
  const sentences: { samples: Int16Array; text: string }[] = [];
  for (const name of names.slice(0, count)) {
    const file = join(folder, `${name}.wav`);
    const text = texts.get(name);
    const read = text === undefined ? 'its words are not in the transcription' : toSamples(file);
    if (typeof read === 'string') notes.push(`${file} is left out: ${read}`);
    else sentences.push({ samples: read, text: text ?? '' });
  }
  if (sentences.length === 0) return unusable(notes[0] ?? `${folder}: fileids names no recording`);
  const talk: Talk = {
    title: `${sentences.length} ${sentences.length === 1 ? 'recording' : 'recordings'} of a person`,
    voice: PERSON_SOURCE,
    samples: joinSentences(sentences.map(({ samples }) => samples)),
    text: sentences.map(({ text }) => text).join(' '),
  };
  return { ok: true, talk, notes };
}

const unusable = (reason: string): PersonTalk => ({
  ok: false,
  isInstalled: true,
  reason: `${reason}; on Debian: apt-get install --reinstall ${RECORDINGS_PACKAGE}`,
});

/** The lines that are not empty. @throws Error if the file cannot be read, or is too long for such a list. */
function readList(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  if (text.length > MAX_LIST_LENGTH) throw new Error('a list of recordings is shorter');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The name and the words in a line like `<s> he was not </s> (name)`; nothing for any other line. */
function namedText(line: string): [string, string][] {
  const { 0: end = '', 1: name } = /\(([^\s()]+)\)$/.exec(line) ?? [];
  if (name === undefined) return [];
  const text = line.slice(0, -end.length).replace('<s>', '').replace('</s>', '').trim();
  return text === '' ? [] : [[name, text]];
}

/** @returns the samples at 16 kHz, or why the file is not used. */
function toSamples(file: string): Int16Array | string {
  try {
    if (statSync(file).size > MAX_FILE_BYTES) return `it is over ${MAX_FILE_BYTES / 1e6} MB`;
    const sound = openRecording(readFileSync(file));
    // A file with a note, such as one that is cut short, may not have all its words.
    if (sound.notes.length > 0) return sound.notes.join('; ');
    if (sound.length === 0) return 'it holds no audio';
    const seconds = sound.length / sound.sampleRateHz;
    if (seconds > MAX_RECORDING_SECONDS) return `it is longer than ${MAX_RECORDING_SECONDS} s`;
    return toMonoSpeech(sound);
  } catch (error) {
    if (error instanceof WavError) return error.message;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'there is no such file' : code;
  }
}
