/** The functions of libpocketsphinx 0.8+5prealpha that are used, bound with koffi. */
import { existsSync } from 'node:fs';
import koffi from 'koffi';

/** An opaque C pointer. */
type Pointer = object & { readonly pointer?: never };

export interface Segment {
  /** As in the dictionary, with fillers like `<sil>` and variants like `and(2)`. */
  readonly word: string;
  /** Frames of 10 ms since `startStream`, both inclusive. */
  readonly startFrame: number;
  readonly endFrame: number;
}

const LIBRARIES = { base: 'libsphinxbase.so.3', sphinx: 'libpocketsphinx.so.3' } as const;
const MODEL_FOLDER = '/usr/share/pocketsphinx/model/en-us';
const PACKAGES = 'install the Debian packages libpocketsphinx3 and pocketsphinx-en-us';

/** One decoder. Keep and reuse it: a new one recognises worse until it has adapted to the voice and the room. */
export interface Decoder {
  /** Frames count from 0 again. Noise statistics are cleared, the cepstral mean is kept. */
  startStream(): void;
  startUtterance(): void;
  /** Runs the slower, more accurate passes over the whole utterance. Takes about 30 ms for each second of it. */
  endUtterance(): void;
  /** Decodes samples (16 kHz). @returns whether the voice detector hears speech now. */
  process(samples: Int16Array): boolean;
  /** The best reading of the present utterance, or of the one that just ended. With fillers. */
  segments(): Segment[];
}

export interface PocketSphinxLibrary {
  /** Takes about 0.3 s and 60 MB. Decoders are reused, never freed. Throws Error when the library refuses. */
  createDecoder(): Decoder;
}

/**
 * Loads the library and checks that the model is there.
 * @throws Error, one line naming the Debian packages, when either is missing.
 */
export function loadPocketSphinx(modelFolder = MODEL_FOLDER): PocketSphinxLibrary {
  // Checked here, because the library calls exit() for some unreadable models.
  for (const part of ['en-us/mdef', 'en-us.lm.bin', 'cmudict-en-us.dict']) {
    if (!existsSync(`${modelFolder}/${part}`)) {
      throw new Error(`PocketSphinx's model is missing (${modelFolder}/${part}): ${PACKAGES}`);
    }
  }
  try {
    return bind(modelFolder);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Error(`PocketSphinx is missing (${detail.split('\n')[0]}): ${PACKAGES}`);
  }
}

function bind(modelFolder: string): PocketSphinxLibrary {
  const base = koffi.load(LIBRARIES.base);
  const sphinx = koffi.load(LIBRARIES.sphinx);
  const cmdLnParse = base.func('void *cmd_ln_parse_r(void *, void *, int, const char **, int)');
  const cmdLnFree = base.func('int cmd_ln_free_r(void *)');
  const ngramRead = base.func('void *ngram_model_read(void *, const char *, int, void *)');
  const args = sphinx.func('void *ps_args()');
  const init = sphinx.func('void *ps_init(void *)');
  const logMath = sphinx.func('void *ps_get_logmath(void *)');
  const setLm = sphinx.func('int ps_set_lm(void *, const char *, void *)');
  const setSearch = sphinx.func('int ps_set_search(void *, const char *)');
  const startStream = sphinx.func('int ps_start_stream(void *)');
  const startUtterance = sphinx.func('int ps_start_utt(void *)');
  const endUtterance = sphinx.func('int ps_end_utt(void *)');
  const processRaw = sphinx.func('int ps_process_raw(void *, const int16_t *, size_t, int, int)');
  const inSpeech = sphinx.func('uint8_t ps_get_in_speech(void *)');
  const segments = sphinx.func('void *ps_seg_iter(void *, _Out_ int *)');
  const nextSegment = sphinx.func('void *ps_seg_next(void *)');
  const segmentWord = sphinx.func('const char *ps_seg_word(void *)');
  const segmentFrames = sphinx.func('void ps_seg_frames(void *, _Out_ int *, _Out_ int *)');

  // Otherwise the library writes long logs to stderr.
  base.func('void err_set_logfp(void *)')(null);

  // The language model is a third of a decoder's memory and is only read, so the decoders of a thread share it.
  let languageModel: Pointer | undefined;

  function createPointer(): Pointer {
    const flags = ['pocketsphinx', '-hmm', `${modelFolder}/en-us`, '-dict', `${modelFolder}/cmudict-en-us.dict`];
    const config = cmdLnParse(null, args(), flags.length, flags, 1);
    const decoder: Pointer | null = init(config);
    if (decoder === null) throw new Error(`PocketSphinx does not take the model in ${modelFolder}: ${PACKAGES}`);
    // Needs the configuration, which has the weights of words against sounds.
    languageModel ??= ngramRead(config, `${modelFolder}/en-us.lm.bin`, 0, logMath(decoder)) as Pointer;
    cmdLnFree(config);
    if (setLm(decoder, 'english', languageModel) !== 0 || setSearch(decoder, 'english') !== 0) {
      throw new Error(`PocketSphinx does not take the language model in ${modelFolder}: ${PACKAGES}`);
    }
    return decoder;
  }

  return {
    createDecoder() {
      const decoder = createPointer();
      return {
        startStream: () => void startStream(decoder),
        startUtterance: () => void startUtterance(decoder),
        endUtterance: () => void endUtterance(decoder),
        process(samples) {
          processRaw(decoder, samples, samples.length, 0, 0);
          return inSpeech(decoder) === 1;
        },
        segments() {
          const found: Segment[] = [];
          const [score, first, last] = [[0], [0], [0]];
          for (let at = segments(decoder, score); at !== null; at = nextSegment(at)) {
            segmentFrames(at, first, last);
            found.push({ word: segmentWord(at), startFrame: Number(first[0]), endFrame: Number(last[0]) });
          }
          return found;
        },
      };
    },
  };
}
