/** Measures all engines that were asked for, one after the other, on the same recordings. */
import { cpus, loadavg } from 'node:os';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import { foldedWords } from '../../../testkit/speech/folded-words.ts';
import { chosenOf } from '../corpora/choice.ts';
import { findCorpora } from '../corpora/corpora.ts';
import type { Recording } from '../corpora/recording.ts';
import type { RecognitionOptions } from '../options.ts';
import { percent } from '../report/claims.ts';
import type { CorpusSummary, RunReport } from '../report/run-report.ts';
import { measureCapacity } from './capacity.ts';
import type { Contender, EngineReport } from './engine-report.ts';
import { measureEngine } from './measure-engine.ts';

export interface Surroundings {
  readonly signal: AbortSignal;
  /** Shows a line that the next one overwrites. */
  readonly progress: (line: string) => void;
  readonly say: (line: string) => void;
}

const QUICK_SHARE = 0.1;
/** Number of recordings that are spoken again, one at a time, for the lags. */
const ALONE = 16;
const ALONE_QUICK = 2;

/** Rejects with one line when a named engine is missing, when all are missing, or when a stream fails. */
export async function measureAll(options: RecognitionOptions, surroundings: Surroundings): Promise<RunReport> {
  const { contenders, areNamed, isQuick, atOnce } = options;
  const { say, signal } = surroundings;
  const [loadBefore = 0] = loadavg();
  const { corpora, missing } = findCorpora();
  const chosen = corpora.map((corpus) => ({ corpus, recordings: chosenOf(corpus, isQuick ? QUICK_SHARE : 1) }));
  const summaries = chosen.map(
    ({ corpus, recordings }): CorpusSummary => ({
      name: corpus.name,
      kind: corpus.kind,
      credit: corpus.credit,
      recordings: recordings.length,
      seconds: recordings.reduce((sum, { samples }) => sum + samples.length, 0) / SAMPLE_RATE_HZ,
      words: recordings.reduce((sum, { text }) => sum + foldedWords(text).length, 0),
    }),
  );
  for (const one of summaries) {
    say(`${one.name}: ${one.recordings} recordings, ${one.seconds.toFixed(0)} s, ${one.words} words; ${one.credit}`);
  }
  for (const line of missing) say(line);
  const recordings = chosen.flatMap((one) => one.recordings);
  const engines: EngineReport[] = [];
  const lacking: string[] = [];
  for (const contender of contenders) {
    if (signal.aborted) break;
    try {
      engines.push(await measured(contender, recordings, options, surroundings));
    } catch (error) {
      const line = `${contender.name} not measured: ${error instanceof Error ? error.message : String(error)}`;
      if (areNamed || signal.aborted) throw new Error(line);
      if (!lacking.includes(line)) say(line);
      lacking.push(line);
    }
  }
  if (engines.length === 0 && !signal.aborted) throw new Error('no engine could be measured');
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? 'unknown', node: process.version },
    loadBefore: Math.round(loadBefore * 10) / 10,
    isQuick,
    atOnce,
    corpora: summaries,
    asked: contenders,
    missing: [...missing, ...new Set(lacking)],
    engines,
  };
}

async function measured(
  contender: Contender,
  recordings: readonly Recording[],
  { isQuick, atOnce, isCapacityMeasured, contenders }: RecognitionOptions,
  { signal, progress, say }: Surroundings,
): Promise<EngineReport> {
  const { name, stability } = contender;
  const report = await measureEngine(contender, {
    recordings,
    atOnce,
    alone: isQuick ? ALONE_QUICK : ALONE,
    signal,
    progress: (done, all) => progress(`${name} (${stability}): ${done} of ${all} recordings`),
  });
  say(`${name} (${stability}): ${wordsTold(report)}`);
  // Only for the engine's first stability, whose step is the longest and allows the most speakers.
  const isFirst = contenders.find(({ asr }) => asr === contender.asr) === contender;
  if (!isCapacityMeasured || !isFirst || signal.aborted) return report;
  const people = recordings.filter(({ kind }) => kind === 'people');
  const capacity = await measureCapacity(contender, {
    recordings: people.length > 0 ? people : recordings,
    signal,
    level: ({ speakers, final, problem }) =>
      say(
        `${name}, ${speakers} at once: finals p90 ${final.p90Ms ?? '–'} ms (n = ${final.count})${problem === undefined ? '' : `; ${problem}`}`,
      ),
  });
  return { ...report, capacity };
}

function wordsTold({ errors }: EngineReport): string {
  const kinds = (['people', 'synthetic'] as const).flatMap((kind) => {
    const { rate, words } = errors[kind] ?? {};
    return words === undefined ? [] : `${kind} ${percent(rate)} of ${words} words`;
  });
  return kinds.join(', ');
}
