/** Runs several speakers at once. Each speaks the same recordings from a different start, with pauses as in a talk. */
import type { Recording } from '../corpora/recording.ts';
import { type StreamLags, StreamLedger } from '../scoring/stream-ledger.ts';
import { Pacing, type Spoken, type Stability, speak } from '../speaking/speak.ts';
import { repeated, TALK_GAPS, Track } from '../speaking/track.ts';

export interface SpeakersOptions {
  readonly endpoint: string;
  readonly speakers: number;
  /** At least one recording is spoken, even if it is longer. */
  readonly seconds: number;
  readonly stability: Stability;
  /** Not empty. */
  readonly recordings: readonly Recording[];
  readonly signal: AbortSignal;
  /** Called when all have begun. */
  readonly begun?: (live: readonly LiveSpeaker[]) => void;
}

/** A speaker during the run. */
export interface LiveSpeaker {
  readonly track: Track;
  readonly ledger: StreamLedger;
  readonly pacing: Pacing;
}

export interface SpeakersOutcome extends LiveSpeaker {
  readonly spoken: Spoken;
  readonly lags: StreamLags;
}

/** Distance between the starts of two speakers in the list of recordings. */
const APART = 7;

export async function speakersAtOnce(options: SpeakersOptions): Promise<SpeakersOutcome[]> {
  const { endpoint, speakers, seconds, stability, recordings, signal } = options;
  const live = Array.from({ length: speakers }, (_, i): LiveSpeaker => {
    const order = repeated(recordings, i * APART, seconds, TALK_GAPS.gapMs);
    const track = new Track(order.length > 0 ? order : recordings.slice(0, 1));
    return { track, ledger: new StreamLedger(), pacing: new Pacing() };
  });
  const talks = live.map(async ({ track, ledger, pacing }, i) => {
    // Spread over time, because people do not begin at the same moment.
    await new Promise((resolve) => setTimeout(resolve, (i * BEGIN_WITHIN_MS) / speakers));
    const onResults = ledger.take.bind(ledger);
    const spoken = await speak({ endpoint, track, stability, signal, pacing, onResults });
    return { track, ledger, pacing, spoken, lags: ledger.lags(track, spoken.sentAtMs) };
  });
  options.begun?.(live);
  return Promise.all(talks);
}

const BEGIN_WITHIN_MS = 2_000;
