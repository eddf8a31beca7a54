/** Out: turns results into transcripts and hands them to the speaker and the forwarder. Holds the session's open streams. */
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { OpenUpstream, StreamFailed, UpstreamHandle } from '../../machines/transcription.vocabulary.ts';
import type { SegmentLog } from '../introspection/segment-log.ts';
import type { TranscriptionResult } from '../ports/transcription.ts';
import type { SessionInfo, SessionPorts } from '../session/session-ports.ts';
import type { AudioGate } from './audio-gate.ts';
import { SegmentDeadline } from './segment-deadline.ts';
import { type FinalText, type Transcript, toTranslationRequest } from './transcript.ts';
import { Transcripts } from './transcripts.ts';
import { type ForwardOutcome, TranslationForwarder } from './translation-forwarder.ts';
import { type UpstreamDeps, UpstreamStream } from './upstream-stream.ts';
import type { UtteranceTracer } from './utterance-tracer.ts';

export interface PipelineDeps {
  readonly info: SessionInfo;
  readonly ports: SessionPorts;
  readonly gate: AudioGate;
  readonly tracer: UtteranceTracer;
  readonly segmentLog: Pick<SegmentLog, 'partial' | 'add' | 'settled'>;
  /** The languages that have listeners now. */
  readonly languages: () => readonly string[];
  readonly onTranscript: (transcript: Transcript) => void;
  /** A final differs from the segments that were handed over. */
  readonly onCorrected: (final: FinalText) => void;
  readonly onFinalForwarded: () => void;
}

/** The handle of a stream that is requested after the end. */
const GONE: UpstreamHandle = { finish() {}, takeOver() {}, release() {} };

export class TranscriptionPipeline {
  readonly #deps: PipelineDeps;
  readonly #upstream: UpstreamDeps;
  readonly #transcripts: Transcripts;
  readonly #deadline: SegmentDeadline;
  readonly #forwarder: TranslationForwarder;
  /** Kept outside the chart, so that a broken chart cannot leave a paid stream open. */
  readonly #open = new Map<UpstreamHandle, () => void>();
  #isStopped = false;

  constructor(deps: PipelineDeps) {
    this.#deps = deps;
    const { info, gate, ports, tracer } = deps;
    const { circuits, clock, log, metrics, monotonicNow, settings, transcription, translation } = ports;
    this.#upstream = {
      port: transcription,
      sourceLanguage: info.sourceLanguage,
      gate,
      clock,
      monotonicNow,
      metrics,
      timings: settings.upstream,
      onResult: (result, timeline, receivedAt) => this.#hear(result, timeline, receivedAt),
    };
    const { segments: mode, sourceLanguage: language } = info;
    this.#transcripts = new Transcripts({
      tracer,
      metrics,
      nowMs: () => gate.nowMs,
      onCovered: (sample) => gate.coverTo(sample),
      segments: { mode, language, deadlineMs: settings.segmentDeadlineMs },
    });
    this.#deadline = new SegmentDeadline(clock, (nowMs) => this.#pass(this.#transcripts.due(nowMs)));
    this.#forwarder = new TranslationForwarder({
      port: translation,
      circuit: circuits.lambda,
      clock,
      monotonicNow,
      log,
      metrics,
      limits: settings.forwarder,
      onSettled: (transcript, outcome) => {
        this.#settled(transcript, outcome);
        if (outcome === 'forwarded' && !transcript.isPartial) deps.onFinalForwarded();
      },
    });
  }

  /** For the transcription chart. */
  readonly openUpstream: OpenUpstream = (request, report) => {
    const reportGone = () =>
      report({ type: 'stream.failed', stream: request.number, failure: 'connectionLost', owed: false });
    if (this.#isStopped) {
      reportGone();
      return GONE;
    }
    const upstream = new UpstreamStream(this.#upstream, request, (said) => {
      if (said.type === 'stream.failed') this.#logFailure(said);
      report(said);
    });
    const handle: UpstreamHandle = {
      finish: () => upstream.finish(),
      takeOver: () => upstream.takeOver(),
      release: () => {
        this.#open.delete(handle);
        upstream.release();
      },
    };
    this.#open.set(handle, reportGone);
    return handle;
  };

  /** Transcripts that wait for the pipeline. */
  get waitingTranslations(): number {
    return this.#forwarder.waiting;
  }

  /** Upstream streams held open. */
  get openStreams(): number {
    return this.#open.size;
  }

  /**
   * Transcription was given up. A chart that crashed may have left its stream open: it is released here. Stable words that
   * have no final are handed over.
   * @returns the audio that is lost, ms.
   */
  forfeit(): number {
    for (const upstream of [...this.#open.keys()]) upstream.release();
    this.#pass(this.#transcripts.forfeit());
    return this.#deps.gate.forfeit();
  }

  /** Nothing more is recognised: stable words without a final are handed over. Calls back when all is forwarded. */
  whenForwarded(callback: () => void): void {
    this.#pass(this.#transcripts.forfeit());
    this.#forwarder.whenIdle(callback);
  }

  /** The end: every stream is released and waiting transcripts are counted. A stream asked for later fails at once. */
  stop(): void {
    this.#isStopped = true;
    for (const [upstream, reportGone] of [...this.#open]) {
      upstream.release();
      reportGone();
    }
    this.#deadline.off();
    this.#forwarder.stop();
    this.#deps.gate.forfeit();
    this.#deps.tracer.stop('sessionEnded');
  }

  /** Idle streams are not failures, and the circuit breaker logs what it refuses. */
  #logFailure({ stream, failure, owed }: StreamFailed): void {
    if (failure === 'idle' || failure === 'circuitOpen') return;
    const fields = { code: 'TRANSCRIBE_UNAVAILABLE', failure, stream, owed } as const;
    this.#deps.ports.log.warn('transcribe', 'upstream stream failed', fields);
  }

  #hear(result: TranscriptionResult, timeline: StreamTimeline, receivedAt: number): void {
    const { transcripts, replacement } = this.#transcripts.accept(result, timeline, receivedAt);
    this.#pass(transcripts);
    if (replacement !== undefined) this.#deps.onCorrected(replacement);
  }

  #pass(transcripts: readonly Transcript[]): void {
    for (const transcript of transcripts) this.#forward(transcript);
    this.#deadline.set(this.#transcripts.dueAtMs, this.#deps.gate.nowMs);
  }

  #forward(transcript: Transcript): void {
    const { info, gate, languages, onTranscript, ports, segmentLog } = this.#deps;
    const { isPartial, startTimeMs, endTimeMs } = transcript;
    onTranscript(transcript);
    if (isPartial) segmentLog.partial(transcript);
    const timeline = isPartial ? undefined : segmentLog.add(transcript);
    const targetLanguages = languages();
    if (targetLanguages.length === 0) {
      const kind = isPartial ? 'partial' : 'final';
      ports.metrics.count('TranslationsDropped', 1, { why: 'noListener', kind });
      this.#settled(transcript, 'noListener');
      return;
    }
    if (timeline) ports.segmentJourneys.sent(info, transcript, ports.metrics, timeline);
    const { sessionId, sourceLanguage, epoch } = info;
    const request = toTranslationRequest(transcript, {
      sessionId,
      sourceLanguage,
      epoch,
      targetLanguages,
      emotionDynamics: isPartial ? gate.emotionNear(endTimeMs) : gate.emotionOf(startTimeMs, endTimeMs),
      timestamp: ports.clock.unixNow(),
    });
    this.#forwarder.offer(transcript, request);
  }

  /** Ends a transcript's span and, for the last segment of a result, its utterance's span. */
  #settled(transcript: Transcript, outcome: ForwardOutcome | 'noListener'): void {
    const { info, ports, segmentLog } = this.#deps;
    const { isPartial, isSegmentFinal, span, utterance } = transcript;
    const now = ports.monotonicNow();
    if (!isPartial) segmentLog.settled(transcript, outcome, now);
    if (outcome === 'forwarded' && !isPartial) ports.segmentJourneys.handedOver(info, transcript, now);
    const problem = outcome === 'failed' || outcome === 'circuitOpen' || outcome === 'overflow' ? outcome : undefined;
    span?.end(now, { 'transcript.outcome': outcome }, problem);
    if (isSegmentFinal) utterance.end(now, { 'utterance.end': outcome }, problem);
  }
}
