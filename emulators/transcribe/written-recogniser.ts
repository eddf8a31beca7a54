/**
 * Recognises the words in written audio, with the lags of a service. For measuring and testing with exact text: nothing is
 * misheard. Silence and other audio give no word.
 */
import { SOURCE_LANGUAGES } from '../../src/protocol/languages.ts';
import { AudioClock } from './audio-clock.ts';
import { isAbbreviation } from './hearing/written-words.ts';
import { PacedResults, type PacedWord } from './paced-results.ts';
import {
  type RecognisedItem,
  type Recogniser,
  type RecogniserListener,
  type RecogniserSession,
  UNBOUNDED_STREAMS,
} from './recogniser.ts';
import { SERVICE_LAGS, type ServiceLags } from './service-lags.ts';
import { BLOCK_MS, BLOCK_SAMPLES, type HeardWord, WordReader } from './written-audio.ts';

const SAMPLE_RATE_HZ = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** Speech that neither pauses nor has an end mark is cut into results of this length. */
const MAX_SPAN_MS = 30_000;
const PAUSE_MS = 500;

const PARTS = /^(?<before>[¿¡]?)(?<core>.*?)(?<after>[.,?!;:…。、，？！；：؟،؛।۔]*)$/su;
const SENTENCE_END = /[.?!…。？！؟।۔]/u;

export interface WrittenSpeech {
  /** Default: as the service has them. */
  readonly lags?: ServiceLags;
  /** A silence of this length ends a result, ms. Default 500. */
  readonly pauseMs?: number;
  /** False: results end at pauses alone, as with a recogniser that knows no sentences. Default true: at end marks too. */
  readonly endsAtMarks?: boolean;
}

export function createWrittenRecogniser(speech: WrittenSpeech = {}): Recogniser {
  return {
    info: { engine: 'written', model: 'written audio', languages: SOURCE_LANGUAGES, maxStreams: UNBOUNDED_STREAMS },
    open: ({ sampleRateHz }, listener) =>
      sampleRateHz === SAMPLE_RATE_HZ
        ? { ok: true, session: openSession(listener, speech) }
        : { ok: false, reason: 'unsupported', message: `Written audio must have ${SAMPLE_RATE_HZ} Hz.` },
    close: async () => {},
  };
}

function openSession(listener: RecogniserListener, speech: WrittenSpeech): RecogniserSession {
  const { lags = SERVICE_LAGS, pauseMs = PAUSE_MS, endsAtMarks = true } = speech;
  const reader = new WordReader();
  let closed = false;
  const paced = new PacedResults({
    lags,
    pauseMs,
    maxSpanMs: MAX_SPAN_MS,
    tell: (result) => {
      if (!closed) listener.results([result]);
    },
  });
  const take = (words: readonly HeardWord[]) => {
    for (const word of words) if (isUnderstood(word)) paced.add(toPacedWord(word, endsAtMarks));
  };
  const clock = new AudioClock(SAMPLE_RATE_HZ, (nowMs) => paced.advance(nowMs), BLOCK_MS);
  return {
    write(pcm) {
      // In pieces of a block, so that results do not come later with large chunks.
      for (let at = 0; at < pcm.length; at += BLOCK_SAMPLES * 2) {
        const piece = pcm.subarray(at, at + BLOCK_SAMPLES * 2);
        take(reader.push(piece));
        clock.advance(piece.length);
      }
      return true;
    },
    async finish() {
      take(reader.end());
      paced.finish();
    },
    close() {
      closed = true;
    },
  };
}

/** Of a word that is cut in two, at most one part is understood. */
function isUnderstood({ blocks, missingBlocks }: HeardWord): boolean {
  return missingBlocks * 2 < blocks;
}

function toPacedWord({ text, startSample, endSample }: HeardWord, endsAtMarks: boolean): PacedWord {
  const [startMs, endMs] = [startSample / SAMPLES_PER_MS, endSample / SAMPLES_PER_MS];
  const { before, core, after } = partsOf(text);
  const mark = (content: string, atMs: number): Omit<RecognisedItem, 'stable'>[] =>
    content === '' ? [] : [{ content, type: 'punctuation', startTime: atMs / 1_000, endTime: atMs / 1_000 }];
  return {
    items: [
      ...mark(before, startMs),
      { content: core, type: 'pronunciation', startTime: startMs / 1_000, endTime: endMs / 1_000 },
      ...mark(after, endMs),
    ],
    startMs,
    endMs,
    isLast: endsAtMarks && SENTENCE_END.test(after),
  };
}

/** A text of marks alone is a word. The full stop of `Dr.` and `U.S.` belongs to the word. */
function partsOf(text: string): { readonly before: string; readonly core: string; readonly after: string } {
  const { before = '', core = '', after = '' } = PARTS.exec(text)?.groups ?? {};
  if (core === '') return { before: '', core: text, after: '' };
  const belongs = after.startsWith('.') && isAbbreviation(core);
  return belongs ? { before, core: `${core}.`, after: after.slice(1) } : { before, core, after };
}
