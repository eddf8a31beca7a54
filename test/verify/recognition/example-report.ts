/** A run's figures, made up. */
import type { RunReport } from '../../../verify/recognition/report/run-report.ts';
import type { EngineReport } from '../../../verify/recognition/runs/engine-report.ts';

export function engineReport(changes: Partial<EngineReport> = {}): EngineReport {
  return {
    name: 'Moonshine',
    asr: 'moonshine',
    stability: 'high',
    errors: {
      people: { words: 100, substitutions: 3, deletions: 1, insertions: 1, rate: 0.05 },
      synthetic: { words: 200, substitutions: 4, deletions: 0, insertions: 0, rate: 0.02 },
    },
    cpuPerSecond: 0.1604,
    memory: { peakMiB: 480, lastMiB: 333 },
    stable: { words: 500, revised: 0, dropped: 0 },
    lags: {
      recordings: { people: 9, synthetic: 7 },
      partial: { count: 90, p50Ms: 61, p90Ms: 115 },
      final: { count: 16, p50Ms: 570, p90Ms: 655 },
      first: { count: 16, p50Ms: 700, p90Ms: 900 },
      unanswered: 0,
    },
    recordings: [
      {
        id: 'asterisk/conf-full',
        kind: 'people',
        spoken: 'that conference is full',
        recognised: 'that conference is fool',
        errors: { words: 4, substitutions: 1, deletions: 0, insertions: 0, rate: 0.25 },
      },
    ],
    ...changes,
  };
}

export const RUN: RunReport = {
  date: '2026-01-31',
  machine: { cores: 2, cpu: 'Test <1> & "2"', node: 'v20.0.0' },
  loadBefore: 0.3,
  isQuick: false,
  atOnce: 3,
  corpora: [
    { name: 'Asterisk prompts', kind: 'people', credit: 'Allison Smith', recordings: 44, seconds: 155.4, words: 100 },
    { name: 'flite', kind: 'synthetic', credit: 'flite voices', recordings: 48, seconds: 180, words: 200 },
  ],
  asked: [
    { name: 'PocketSphinx', asr: 'pocketsphinx', stability: 'high' },
    { name: 'Moonshine', asr: 'moonshine', stability: 'high' },
  ],
  missing: [],
  engines: [
    engineReport({
      name: 'PocketSphinx',
      asr: 'pocketsphinx',
      errors: { people: { words: 100, substitutions: 20, deletions: 5, insertions: 5, rate: 0.3 } },
      cpuPerSecond: 0.232,
    }),
    engineReport({
      capacity: {
        cores: 2,
        speakers: 8,
        levels: [
          {
            speakers: 8,
            final: { count: 9, p50Ms: 600, p90Ms: 900 },
            stepMs: 640,
            cpuPerSecond: 0.15,
            problem: undefined,
          },
          {
            speakers: 10,
            final: { count: 9, p50Ms: 2_600, p90Ms: 2_900 },
            stepMs: 900,
            cpuPerSecond: 0.15,
            problem: 'late',
          },
        ],
      },
    }),
  ],
};
