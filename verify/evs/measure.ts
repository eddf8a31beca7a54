/** From what was said, handed over and played to the figures of one session. Pure. */
import type { PlayedReport } from '../../src/client/player/played-report.ts';
import type { SegmentMode } from '../../src/protocol/segments.ts';
import { percentile } from '../../testkit/measure/quantiles.ts';
import type { Replacement } from './ear.ts';
import { type Handed, segmentKey } from './handed.ts';
import type { TalkWord } from './talk.ts';
import { alignWords, wordsIn } from './word-alignment.ts';

/** Seconds, to the hundredth. */
export interface Spread {
  readonly p50: number;
  readonly p90: number;
}

/** Of many times: how many, and their sum in ms. */
export interface Total {
  readonly count: number;
  readonly sum: number;
}

/** The lag of one word at one listener. */
export interface WordLag {
  /** When the word ended, s from the beginning of the talk. */
  readonly atS: number;
  readonly lagS: number;
}

/** Where the mean of the ear-voice span goes, s. The parts add up to it. */
export interface SpanParts {
  /** From the word to the end of its segment, in the speaker's mouth. */
  readonly restOfSegment: number;
  /** From there to the call of the pipeline. */
  readonly handOver: number;
  /** From there to the receipt of the segment's first sound. */
  readonly delivery: number;
  /** From there to the first sound in the ear. */
  readonly player: number;
  /** From there to the end of the word's share of the segment's sound. */
  readonly ownSound: number;
}

export interface ListenerFigures {
  readonly longerPercent: number;
  /** From a word's end in the speaker's mouth to its end in the translation's sound. */
  readonly evs: Spread & { readonly words: number };
  readonly parts: SpanParts;
  /** The span from the sending of a word's last audio, as the server counts it. */
  readonly evsFromSending: Total;
  /** From the end of a segment's last word to the first sound of the segment. */
  readonly endToSound: Spread;
  readonly skippedSegments: number;
  /** Words that were handed over, but whose segment neither sounded nor was skipped. */
  readonly neverHeard: number;
  /** Words of captions that were taken back, for 100 words of the talk. */
  readonly erasedPer100: number;
  readonly largestRate: number;
  /** Mean lags of the second minute and of the last. Undefined: the talk is too short to compare them. */
  readonly drift: { readonly secondMinuteS: number; readonly lastMinuteS: number } | undefined;
  readonly lags: readonly WordLag[];
}

export interface SessionFigures {
  readonly mode: SegmentMode;
  readonly words: number;
  /** From a word's end to the call of the pipeline that hands it over for good. */
  readonly handOver: Spread;
  readonly handOverFromSending: Total;
  readonly segmentsPerMinute: number;
  readonly captionsPerMinute: number;
  readonly spokenTwice: number;
  readonly neverHanded: number;
  /** Words that were handed over as another word. */
  readonly changed: number;
  /** Words of finals that contradict what was handed over. */
  readonly contradicted: number;
  readonly listeners: readonly ListenerFigures[];
}

export interface ListenerRecord {
  readonly longerPercent: number;
  readonly played: readonly PlayedReport[];
  readonly wordsTakenBack: number;
  readonly largestRate: number;
}

export interface SessionRecord {
  readonly mode: SegmentMode;
  readonly words: readonly TalkWord[];
  readonly durationMs: number;
  /** When a moment of the talk was said and when its audio was sent, by the clock of all other times. Undefined: never. */
  readonly saidAt: (talkMs: number) => Said | undefined;
  readonly handed: readonly Handed[];
  readonly replacements: readonly Replacement[];
  readonly listeners: readonly ListenerRecord[];
}

export interface Said {
  /** In the speaker's mouth. */
  readonly saidAtMs: number;
  /** The end of the chunk that has it. */
  readonly sentAtMs: number;
}

/** One word of the talk, with the segment that handed it over and its place in it. */
interface TracedWord extends Said {
  readonly endMs: number;
  readonly segment: Handed;
  /** From 0. */
  readonly place: number;
  /** Words of the segment. */
  readonly of: number;
}

const MINUTE_MS = 60_000;
/** A drift needs a second and a last minute that are not the same. */
const LEAST_FOR_DRIFT_MS = 3 * MINUTE_MS;

export function measureSession(record: SessionRecord): SessionFigures {
  const { mode, words, durationMs, handed, replacements, listeners } = record;
  const segments = handed.filter(({ isPartial }) => !isPartial);
  const handedWords = segments.flatMap((segment) => {
    const texts = wordsIn(segment.text);
    return texts.map((text, place) => ({ text, segment, place, of: texts.length }));
  });
  const alignment = alignWords(
    words.map(({ text }) => text),
    handedWords.map(({ text }) => text),
  );
  const traced = words.flatMap(({ endMs }, i): TracedWord[] => {
    const at = alignment.handedFor[i];
    const word = at === undefined ? undefined : handedWords[at];
    const said = record.saidAt(endMs);
    return word === undefined || said === undefined ? [] : [{ ...word, ...said, endMs }];
  });
  const minutes = durationMs / MINUTE_MS;
  return {
    mode,
    words: words.length,
    handOver: toSpread(traced.map(({ segment, saidAtMs }) => segment.atMs - saidAtMs)),
    handOverFromSending: toTotal(traced.map(({ segment, sentAtMs }) => segment.atMs - sentAtMs)),
    segmentsPerMinute: tenths(segments.length / minutes),
    captionsPerMinute: tenths((handed.length - segments.length) / minutes),
    spokenTwice: alignment.extra.length,
    neverHanded: alignment.handedFor.filter((at) => at === undefined).length,
    changed: alignment.changed.length,
    contradicted: contradictedIn(segments, replacements),
    listeners: listeners.map((listener) => measureListener(listener, traced, record)),
  };
}

function measureListener(listener: ListenerRecord, traced: readonly TracedWord[], record: SessionRecord) {
  const { longerPercent, played, wordsTakenBack, largestRate } = listener;
  // The last word of each segment comes last.
  const lastSaid = new Map(traced.map(({ segment, saidAtMs }) => [segment, saidAtMs] as const));
  const reports = new Map(played.map((report) => [keyOf(report), report] as const));
  const lags: WordLag[] = [];
  const fromSending: number[] = [];
  const endToSound: number[] = [];
  const parts: SpanParts[] = [];
  let neverHeard = 0;
  for (const { endMs, saidAtMs, sentAtMs, segment, place, of } of traced) {
    const report = reports.get(segmentKey(segment.resultId, segment.segment, segment.epoch));
    if (report === undefined) neverHeard += 1;
    if (report?.outcome !== 'played') continue;
    const { firstSoundAtMs, durationMs, delayMs } = report;
    const lastSaidAtMs = lastSaid.get(segment) ?? saidAtMs;
    const soundsAtMs = firstSoundAtMs + (durationMs * (place + 1)) / of;
    lags.push({ atS: endMs / 1_000, lagS: toSeconds(soundsAtMs - saidAtMs) });
    parts.push({
      restOfSegment: lastSaidAtMs - saidAtMs,
      handOver: segment.atMs - lastSaidAtMs,
      delivery: firstSoundAtMs - delayMs - segment.atMs,
      player: delayMs,
      ownSound: soundsAtMs - firstSoundAtMs,
    });
    fromSending.push(soundsAtMs - sentAtMs);
    if (place === of - 1) endToSound.push(firstSoundAtMs - saidAtMs);
  }
  const figures: ListenerFigures = {
    longerPercent,
    evs: { ...toSpread(lags.map(({ lagS }) => lagS * 1_000)), words: lags.length },
    parts: toMeans(parts),
    evsFromSending: toTotal(fromSending),
    endToSound: toSpread(endToSound),
    skippedSegments: played.filter(({ outcome }) => outcome === 'skipped').length,
    neverHeard,
    erasedPer100: tenths((100 * wordsTakenBack) / record.words.length),
    largestRate: Math.round(largestRate * 1_000) / 1_000,
    drift: driftOf(lags, record.durationMs),
    lags,
  };
  return figures;
}

function driftOf(lags: readonly WordLag[], durationMs: number): ListenerFigures['drift'] {
  if (durationMs < LEAST_FOR_DRIFT_MS) return undefined;
  const meanFrom = (fromMs: number) => {
    const within = lags.filter(({ atS }) => atS * 1_000 >= fromMs && atS * 1_000 < fromMs + MINUTE_MS);
    return meanOf(within.map(({ lagS }) => lagS));
  };
  const [secondMinuteS, lastMinuteS] = [meanFrom(MINUTE_MS), meanFrom(durationMs - MINUTE_MS)];
  if (secondMinuteS === undefined || lastMinuteS === undefined) return undefined;
  return { secondMinuteS: hundredths(secondMinuteS), lastMinuteS: hundredths(lastMinuteS) };
}

/** Words of each replacing final that are not, at their place, what the segments of its result said. */
function contradictedIn(segments: readonly Handed[], replacements: readonly Replacement[]): number {
  return replacements.reduce((sum, { resultId, text }) => {
    const said = segments
      .filter((segment) => segment.resultId === resultId)
      .flatMap((segment) => wordsIn(segment.text));
    const { handedFor, changed, extra } = alignWords(wordsIn(text), said);
    return sum + changed.length + extra.length + handedFor.filter((at) => at === undefined).length;
  }, 0);
}

function keyOf({ resultId, segment = 0, epoch = 0 }: PlayedReport): string {
  return segmentKey(resultId, segment, epoch);
}

function toSpread(measuredMs: readonly number[]): Spread {
  const at = (percent: number) => toSeconds(percentile(measuredMs, percent) ?? 0);
  return { p50: at(50), p90: at(90) };
}

function toMeans(parts: readonly SpanParts[]): SpanParts {
  const mean = (name: keyof SpanParts) => toSeconds(meanOf(parts.map((each) => each[name])) ?? 0);
  return {
    restOfSegment: mean('restOfSegment'),
    handOver: mean('handOver'),
    delivery: mean('delivery'),
    player: mean('player'),
    ownSound: mean('ownSound'),
  };
}

function toTotal(values: readonly number[]): Total {
  return { count: values.length, sum: values.reduce((sum, value) => sum + value, 0) };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function toSeconds(ms: number): number {
  return hundredths(ms / 1_000);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
