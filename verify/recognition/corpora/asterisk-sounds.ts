/** Asterisk's telephone prompts: Debian's asterisk-core-sounds-en-g722, with the texts of asterisk-core-sounds-en. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeG722 } from '../g722.ts';
import type { CorpusOutcome, Recording } from './recording.ts';

const SOUNDS = '/usr/share/asterisk/sounds/en_US_f_Allison/';
export const TEXTS = '/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz';
const NAME = 'Asterisk prompts';
const APT = 'apt-get install --no-install-recommends asterisk-core-sounds-en asterisk-core-sounds-en-g722';

export interface AsteriskOptions {
  /** Folder of the .g722 files, with a slash at its end. */
  readonly sounds?: string;
  readonly texts?: string;
}

/** One prompt of the list of texts. */
export interface Prompt {
  readonly name: string;
  readonly text: string;
}

export function asteriskSounds({ sounds = SOUNDS, texts = TEXTS }: AsteriskOptions = {}): CorpusOutcome {
  let list: string;
  try {
    list = gunzipSync(readFileSync(texts)).toString('utf8');
  } catch (error) {
    const why = isMissing(error) ? `${texts} is not there` : `${texts} cannot be read`;
    // Slim images have no /usr/share/doc, even for installed packages.
    return { ok: false, name: NAME, message: `${why}: ${APT} (images without /usr/share/doc leave it out)` };
  }
  const recordings = promptsIn(list).flatMap((prompt): Recording[] => {
    const code = toBytes(`${sounds}${prompt.name}.g722`);
    if (code === undefined) return [];
    return [{ id: `asterisk/${prompt.name}`, kind: 'people', text: prompt.text, samples: decodeG722(code) }];
  });
  if (recordings.length === 0) return { ok: false, name: NAME, message: `${sounds} has no recordings: ${APT}` };
  const credit = 'Allison Smith (theivrvoice.com) for Digium, CC-BY-SA 3.0';
  return { ok: true, corpus: { name: NAME, kind: 'people', credit, recordings } };
}

/** Reads lines of `name: text`. Skips lines with brackets, which describe sounds. */
export function promptsIn(list: string): Prompt[] {
  return list.split('\n').flatMap((line) => {
    const [, name, text] = /^([\w/-]+):\s*(.*\S)\s*$/.exec(line) ?? [];
    return name === undefined || text === undefined || /[[\]()<>]/.test(text) ? [] : [{ name, text }];
  });
}

function toBytes(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
