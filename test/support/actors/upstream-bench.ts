/** One session's audio and transcripts with upstream streams to open on it, and what they report. */
import type { AudioGate, ReadingStream } from '../../../src/actors/speech/audio-gate.ts';
import type { Transcript } from '../../../src/actors/speech/transcript.ts';
import { Transcripts } from '../../../src/actors/speech/transcripts.ts';
import { UpstreamStream } from '../../../src/actors/speech/upstream-stream.ts';
import type { StreamReport } from '../../../src/machines/transcription.vocabulary.ts';
import { ActorBench } from './actor-bench.ts';
import { stampedPcm } from './stamped-pcm.ts';

export const STALL_MS = 10_000;
export const SILENCE_MS = 60_000;
export const SAMPLES_100_MS = 1_600;
/** A stream that takes the audio over and is not interested in it. */
export const STRANGER: ReadingStream = { askedSince: 0, wake() {} };

/** @param replaySpeed So high that nothing waits, unless the test is about that. */
export function setUpUpstream({
  pulls = true,
  silenceMs = SILENCE_MS,
  replaySpeed = 1e9,
  gatherMs = 40,
  ...settings
} = {}) {
  const bench = new ActorBench(settings);
  const { clock, metrics, transcription } = bench;
  transcription.pulls = pulls;
  const gate: AudioGate = bench.gate();
  const heard: Transcript[] = [];
  const utterance = bench.tracing.begin('utterance', clock.now());
  const transcripts = new Transcripts({
    tracer: {
      transcriptHeard: (said) => {
        return {
          ...said,
          receivedAt: clock.now(),
          lastAudioAt: undefined,
          wordsHeardAt: [],
          utterance,
          span: undefined,
        };
      },
      stop() {},
    },
    ...{ metrics, nowMs: () => gate.nowMs, segments: { mode: 'result', language: 'en', deadlineMs: 4_000 } },
    onCovered: (sample) => gate.coverTo(sample),
  });
  const reports: StreamReport[] = [];
  let spoken = 0;
  const open = (number = 1, standby = false, finishing = false) =>
    new UpstreamStream(
      {
        port: transcription,
        sourceLanguage: 'en',
        gate,
        clock,
        monotonicNow: () => clock.now(),
        metrics,
        timings: { stallMs: STALL_MS, silenceMs, replaySpeed, gatherMs },
        onResult: (result, timeline, receivedAt) => {
          heard.push(...transcripts.accept(result, timeline, receivedAt).transcripts);
        },
      },
      { number, standby, finishing },
      (report) => reports.push(report),
    );
  const chunk = (ms: number) => {
    gate.offer(stampedPcm(spoken, ms * 16), clock.now());
    spoken += ms * 16;
  };
  const speak = async (ms: number) => {
    for (let at = 0; at < ms; at += 20) {
      chunk(20);
      await clock.advance(20);
    }
  };
  const types = () => reports.map((report) => report.type);
  return { ...{ clock, metrics, transcription, gate, heard, reports, types, open, chunk, speak } };
}
