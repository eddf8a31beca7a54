/** Measures one engine: speaks all recordings to its endpoint, several at a time, then some of them one at a time. */

import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { foldedWords } from '../../../testkit/speech/folded-words.ts';
import { countErrorsIn, type WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import { spread } from '../corpora/choice.ts';
import type { CorpusKind, Recording } from '../corpora/recording.ts';
import { toDistribution } from '../scoring/distribution.ts';
import { type StreamLags, StreamLedger } from '../scoring/stream-ledger.ts';
import { speak } from '../speaking/speak.ts';
import { Track } from '../speaking/track.ts';
import { MeasuredEndpoint } from './endpoint.ts';
import type { Contender, EngineReport, HeardRecording } from './engine-report.ts';

export interface MeasureOptions {
  readonly recordings: readonly Recording[];
  /** Speakers at once in the measurement of word errors. */
  readonly atOnce: number;
  /** Number of recordings that are spoken again, one at a time, for the lags. 0: lags are from the first time. */
  readonly alone: number;
  readonly signal: AbortSignal;
  /** @param done of `all` recordings. */
  readonly progress: (done: number, all: number) => void;
}

interface Turn {
  readonly recording: Recording;
  readonly ledger: StreamLedger;
  readonly lags: StreamLags;
}

const MiB = 2 ** 20;
const KINDS: readonly CorpusKind[] = ['people', 'synthetic'];

/** Rejects with one line when the engine does not start, or a stream fails. */
export async function measureEngine(contender: Contender, options: MeasureOptions): Promise<EngineReport> {
  const { recordings, atOnce, alone } = options;
  const endpoint = await MeasuredEndpoint.start({ asr: contender.asr, maxStreams: Math.max(atOnce, 2) });
  try {
    const chosen = alone === 0 ? [] : spread(recordings, alone / recordings.length);
    let done = 0;
    const tell = () => options.progress(++done, recordings.length + chosen.length);
    const cpuBefore = endpoint.cpuMs;
    const turns = await spokenBy(endpoint, contender, recordings, { ...options, tell });
    const cpuMs = endpoint.cpuMs - cpuBefore;
    const aloneTurns = await spokenBy(endpoint, contender, chosen, { ...options, atOnce: 1, tell });
    const { peakBytes, lastBytes } = endpoint.memory;
    const heard = turns.map(heardOf);
    const seconds = recordings.reduce((sum, { samples }) => sum + samples.length, 0) / SAMPLE_RATE_HZ;
    return {
      ...contender,
      errors: errorsByKind(heard),
      cpuPerSecond: cpuMs / 1_000 / seconds,
      memory: { peakMiB: Math.round(peakBytes / MiB), lastMiB: Math.round(lastBytes / MiB) },
      stable: stableOf([...turns, ...aloneTurns]),
      lags: lagsOf(alone === 0 ? turns : aloneTurns),
      recordings: heard,
    };
  } finally {
    await endpoint.stop();
  }
}

async function spokenBy(
  endpoint: MeasuredEndpoint,
  { name, stability }: Contender,
  recordings: readonly Recording[],
  { atOnce, signal, tell }: { atOnce: number; signal: AbortSignal; tell: () => void },
): Promise<Turn[]> {
  const turns: Turn[] = [];
  const waiting = [...recordings.entries()];
  const speaker = async () => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [at, recording] = next;
      const track = new Track([recording]);
      const ledger = new StreamLedger();
      const onResults = ledger.take.bind(ledger);
      const { error, sentAtMs } = await speak({ endpoint: endpoint.url, track, stability, signal, onResults });
      if (error !== undefined) throw new Error(`${name}, ${recording.id}: ${error.name}: ${error.message}`);
      turns[at] = { recording, ledger, lags: ledger.lags(track, sentAtMs) };
      tell();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, speaker));
  return turns;
}

function heardOf({ recording: { id, kind, text }, ledger }: Turn): HeardRecording {
  const spoken = foldedWords(text);
  const recognised = foldedWords(ledger.text);
  return {
    id,
    kind,
    spoken: spoken.join(' '),
    recognised: recognised.join(' '),
    errors: countErrorsIn(spoken, recognised),
  };
}

function errorsByKind(heard: readonly HeardRecording[]): Partial<Record<CorpusKind, WordErrors>> {
  const kinds = [...new Set(heard.map(({ kind }) => kind))];
  return Object.fromEntries(kinds.map((kind) => [kind, sumOf(heard.filter((one) => one.kind === kind))]));
}

/** Sums words and errors. The rate is computed from the sums and is not a mean of rates. */
export function sumOf(heard: readonly Pick<HeardRecording, 'errors'>[]): WordErrors {
  const of = (field: keyof Omit<WordErrors, 'rate'>) => heard.reduce((sum, { errors }) => sum + errors[field], 0);
  const sum = {
    words: of('words'),
    substitutions: of('substitutions'),
    deletions: of('deletions'),
    insertions: of('insertions'),
  };
  return { ...sum, rate: (sum.substitutions + sum.deletions + sum.insertions) / Math.max(1, sum.words) };
}

function stableOf(turns: readonly Turn[]): EngineReport['stable'] {
  const of = (field: 'count' | 'revised' | 'dropped') =>
    turns.reduce((sum, { ledger }) => sum + ledger.stable[field], 0);
  return { words: of('count'), revised: of('revised'), dropped: of('dropped') };
}

function lagsOf(turns: readonly Turn[]): EngineReport['lags'] {
  return {
    recordings: Object.fromEntries(
      KINDS.map((kind) => [kind, turns.filter(({ recording }) => recording.kind === kind).length]),
    ) as Record<CorpusKind, number>,
    partial: toDistribution(turns.flatMap(({ lags }) => lags.partialMs)),
    final: toDistribution(turns.flatMap(({ lags }) => lags.finalMs)),
    first: toDistribution(turns.flatMap(({ lags }) => lags.firstMs)),
    unanswered: turns.reduce((sum, { lags }) => sum + lags.unanswered, 0),
  };
}
