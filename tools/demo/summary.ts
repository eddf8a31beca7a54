/** The demo's results as figures, as a table or JSON, and whether the run succeeded. Pure. */

import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { percentile } from '../../testkit/measure/quantiles.ts';
import { countFoldedErrors } from '../../testkit/speech/folded-errors.ts';
import { foldedWords } from '../../testkit/speech/folded-words.ts';
import type { Talk } from '../../testkit/speech/talk.ts';
import { alignedLines } from '../../testkit/text/table.ts';

export interface LanguageFigures {
  readonly language: string;
  /** Segments that arrived with speech. */
  readonly translations: number;
  /** Length of the speech that arrived. */
  readonly audioMs: number;
  /** Segments that the player skipped because too much waited. */
  readonly skipped: number;
  /** The highest mean rate at which a segment was played. */
  readonly fastestRate: number;
  /** For each word of the speaker, from its end to its translation's sound. */
  readonly earVoiceSpansMs: readonly number[];
  /** From the end of a spoken segment to the first sound of its translation. */
  readonly segmentToSoundMs: readonly number[];
  /** Why a segment came without speech. */
  readonly missing: string | undefined;
}

interface Latency {
  readonly p50: number | null;
  readonly p90: number | null;
}

interface Latencies {
  /** For each word of the speaker, from its end to its translation's sound. */
  readonly earVoiceSpanMs: Latency;
  /** From the end of a spoken segment to the first sound of its translation. */
  readonly segmentToSoundMs: Latency;
}

/** The output of `--json`. Times in whole milliseconds, or in seconds where the name says so. */
export interface Summary extends Latencies {
  readonly session: string;
  /** The recogniser's model, as a name for people. */
  readonly recogniser: string;
  /** The voice that was spoken, as a name for people. */
  readonly voice: string;
  readonly talkSeconds: number;
  readonly segments: number;
  readonly words: {
    readonly recognised: number;
    /** Null for a recording, because its words are not known. */
    readonly spoken: number | null;
    readonly errorRate: number | null;
  };
  readonly listeners: readonly ListenerSummary[];
}

interface ListenerSummary extends Latencies {
  readonly language: string;
  readonly translations: number;
  readonly audioSeconds: number;
  readonly skipped: number;
  readonly fastestRate: number;
  readonly file: string;
  readonly missing?: string;
}

export interface SummaryInput {
  readonly session: string;
  readonly asr: Pick<AsrReport, 'model'>;
  readonly talk: Pick<Talk, 'text' | 'voice'>;
  readonly talkMs: number;
  readonly segments: number;
  readonly recognisedText: string;
  readonly languages: readonly LanguageFigures[];
  readonly fileOf: (language: string) => string;
}

export function summarise(input: SummaryInput): Summary {
  const { session, asr, talk, talkMs, segments, recognisedText, languages, fileOf } = input;
  const errors = talk.text === undefined ? undefined : countFoldedErrors(talk.text, recognisedText);
  return {
    session,
    recogniser: asr.model,
    voice: talk.voice,
    talkSeconds: tenths(talkMs),
    segments,
    words: {
      recognised: foldedWords(recognisedText).length,
      spoken: errors?.words ?? null,
      errorRate: errors === undefined ? null : Math.round(errors.rate * 10_000) / 10_000,
    },
    ...latencies(languages),
    listeners: languages.map((figures) => ({
      language: figures.language,
      translations: figures.translations,
      audioSeconds: tenths(figures.audioMs),
      skipped: figures.skipped,
      fastestRate: Math.round(figures.fastestRate * 100) / 100,
      ...latencies([figures]),
      file: fileOf(figures.language),
      ...(figures.missing === undefined ? {} : { missing: figures.missing }),
    })),
  };
}

/** One line that names the listeners who heard nothing and says why. Undefined: each heard something. */
export function complaint({ listeners, segments }: Summary): string | undefined {
  const deaf = listeners.filter(({ audioSeconds }) => audioSeconds === 0);
  if (deaf.length === 0) return undefined;
  if (segments === 0) return 'nothing was recognised, so nobody heard anything';
  const named = deaf.map(({ language, missing }) => (missing === undefined ? language : `${language} (${missing})`));
  return `nothing was heard in ${named.join(', ')}`;
}

/** A table as lines of text. */
export function toTable(summary: Summary): string[] {
  const { words, segments, talkSeconds, listeners } = summary;
  const ofSpoken = words.spoken === null ? '' : ` of ${words.spoken}`;
  const errorRate = words.errorRate === null ? '' : `, word error rate ${(words.errorRate * 100).toFixed(1)} %`;
  const rows = [
    ['language', 'translations', 'heard', 'ear-voice span', 'segment to sound', 'fastest', 'skipped', 'recording'],
    ...listeners.map((l) => [
      l.language,
      `${l.translations} of ${segments}`,
      `${l.audioSeconds.toFixed(1)} s`,
      pair(l.earVoiceSpanMs),
      pair(l.segmentToSoundMs),
      `x ${l.fastestRate.toFixed(2)}`,
      String(l.skipped),
      l.file,
    ]),
  ];
  return [
    `talk         ${talkSeconds.toFixed(1)} s`,
    `words        ${words.recognised} recognised${ofSpoken}${errorRate}`,
    `segments     ${segments}`,
    '',
    ...alignedLines(rows, () => false),
    '',
    'ear-voice span    p50 / p90 over all words: from the end of a word to the sound of its translation',
    'segment to sound  p50 / p90 over all segments: from the end of a segment to the first sound of its translation',
  ];
}

function latencies(languages: readonly LanguageFigures[]): Latencies {
  return {
    earVoiceSpanMs: latency(languages.flatMap(({ earVoiceSpansMs }) => earVoiceSpansMs)),
    segmentToSoundMs: latency(languages.flatMap(({ segmentToSoundMs }) => segmentToSoundMs)),
  };
}

function latency(measurements: readonly number[]): Latency {
  const rounded = (percent: number) => {
    const value = percentile(measurements, percent);
    return value === undefined ? null : Math.round(value);
  };
  return { p50: rounded(50), p90: rounded(90) };
}

const tenths = (ms: number) => Math.round(ms / 100) / 10;
const pair = ({ p50, p90 }: Latency) => (p50 === null ? '-' : `${seconds(p50)} / ${seconds(p90)}`);
const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(2)} s`);
