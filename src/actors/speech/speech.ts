/** In and out: makes and joins the speech parts of one session: the audio gate, the sound watch and the transcription pipeline. */
import type { SegmentLog } from '../introspection/segment-log.ts';
import type { SessionInfo, SessionPorts } from '../session/session-ports.ts';
import { AudioGate } from './audio-gate.ts';
import { type SoundReport, SoundWatch } from './sound-watch.ts';
import type { FinalText, Transcript } from './transcript.ts';
import { TranscriptionPipeline } from './transcription-pipeline.ts';
import { UtteranceTracer } from './utterance-tracer.ts';

export interface SpeechDeps {
  readonly info: SessionInfo;
  readonly ports: SessionPorts;
  readonly segmentLog: SegmentLog;
  /** The languages that have listeners now. */
  readonly languages: () => readonly string[];
  /** A chunk was accepted, and no upstream stream is reading. */
  readonly onUnread: () => void;
  readonly onSound: (report: SoundReport) => void;
  readonly onTranscript: (transcript: Transcript) => void;
  readonly onCorrected: (final: FinalText) => void;
  readonly onFinalForwarded: () => void;
}

export interface Speech {
  readonly gate: AudioGate;
  readonly sound: SoundWatch;
  readonly pipeline: TranscriptionPipeline;
}

export function createSpeech({ info, ports, onUnread, onSound, ...rest }: SpeechDeps): Speech {
  const { audioBlocks, log, metrics, monotonicNow, settings, tracing } = ports;
  const sound = new SoundWatch(ports, onSound);
  const tracer = new UtteranceTracer({
    tracing,
    sessionId: info.sessionId,
    monotonicNow,
    chunksIn: (startSample, endSample) => gate.chunksIn(startSample, endSample),
  });
  const gate: AudioGate = new AudioGate({
    log,
    metrics,
    monotonicNow,
    sound,
    onUnread,
    limits: settings.audio,
    audioBlocks,
    traceChunk: (receivedAt) => tracer.chunkReceived(receivedAt),
  });
  return { gate, sound, pipeline: new TranscriptionPipeline({ info, ports, gate, tracer, ...rest }) };
}
