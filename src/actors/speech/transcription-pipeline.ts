/** A session's way from audio to translation: opens upstream streams, collects transcripts, forwards them in order. */
import type { OpenUpstream, StreamReport, UpstreamHandle } from '../../machines/transcription.vocabulary.ts';
import type { DropReason } from '../../protocol/server-messages.ts';
import type { SessionFacts, SessionPorts } from '../session/session-ports.ts';
import { AudioGate } from './audio-gate.ts';
import { type Transcript, type TranscriptOrigin, Transcripts, translationRequestOf } from './transcripts.ts';
import { type ForwardOutcome, TranslationForwarder } from './translation-forwarder.ts';
import { UpstreamStream } from './upstream-stream.ts';
import { UtteranceTracer } from './utterance-tracer.ts';

export interface SpeechParts {
  readonly facts: SessionFacts;
  readonly ports: SessionPorts;
  /** The languages somebody listens in now. */
  readonly languages: () => readonly string[];
  /** Audio waits and no stream takes it. */
  readonly onUnattended: () => void;
  readonly onTranscript: (transcript: Transcript) => void;
  readonly onFinalForwarded: () => void;
}

/** What is opened after the end. */
const GONE: UpstreamHandle = { finish() {}, takeOver() {}, release() {} };

export class TranscriptionPipeline {
  readonly #parts: SpeechParts;
  readonly #utterances: UtteranceTracer;
  readonly #intake: AudioGate;
  readonly #transcripts: Transcripts;
  readonly #forwarder: TranslationForwarder;
  /** Kept outside the chart, so that a broken chart cannot leave a paid stream open. */
  readonly #open = new Map<UpstreamHandle, () => void>();
  #isStopped = false;

  constructor(parts: SpeechParts) {
    this.#parts = parts;
    const { circuits, clock, log, metrics, monotonicNow, settings, tracing, translation } = parts.ports;
    const { sessionId } = parts.facts;
    const chunksIn = (start: number, end: number) => this.#intake.chunksIn(start, end);
    this.#utterances = new UtteranceTracer({ tracing, sessionId, monotonicNow, chunksIn });
    this.#intake = new AudioGate({
      log,
      metrics,
      monotonicNow,
      traceChunk: (receivedAt) => this.#utterances.chunkReceived(receivedAt),
      limits: settings.audio,
      onUnattended: parts.onUnattended,
    });
    this.#transcripts = new Transcripts({
      originOf: (heard) => this.#utterances.originOf(heard),
      onCovered: (sample) => this.#intake.coverTo(sample),
      onTranscript: (transcript, origin) => this.#forward(transcript, origin),
    });
    this.#forwarder = new TranslationForwarder({
      port: translation,
      circuit: circuits.lambda,
      clock,
      monotonicNow,
      log,
      metrics,
      limits: settings.forwarder,
      onForwarded: ({ isPartial }) => {
        if (!isPartial) parts.onFinalForwarded();
      },
    });
  }

  /** For the transcription chart. */
  readonly openUpstream: OpenUpstream = (stream, report) => {
    const { facts, ports } = this.#parts;
    const reportGone = () =>
      report({ type: 'stream.failed', stream: stream.number, failure: 'connectionLost', owed: false });
    if (this.#isStopped) {
      reportGone();
      return GONE;
    }
    const upstream = new UpstreamStream(
      {
        port: ports.transcription,
        sourceLanguage: facts.sourceLanguage,
        intake: this.#intake,
        transcripts: this.#transcripts,
        clock: ports.clock,
        metrics: ports.metrics,
        timings: ports.settings.upstream,
      },
      stream,
      (said) => {
        if (said.type === 'stream.failed') this.#logFailure(said);
        report(said);
      },
    );
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

  get hasWaiting(): boolean {
    return this.#intake.hasWaiting;
  }

  /** What it holds: audio that no final has covered, ms, and transcripts that wait for the pipeline. */
  get load(): { heldMs: number; waitingTranslations: number } {
    return { heldMs: this.#intake.heldMs, waitingTranslations: this.#forwarder.waiting };
  }

  /** Upstream streams held open. */
  get openStreams(): number {
    return this.#open.size;
  }

  setGate(dropReason: DropReason | undefined, volume: number): void {
    this.#intake.setGate(dropReason, volume);
  }

  /** @param receivedAt monotonic ms. */
  offer(pcm: Uint8Array, receivedAt: number): DropReason | undefined {
    return this.#intake.offer(pcm, receivedAt);
  }

  /**
   * Transcription was given up. A chart that broke may have left its stream open: it is released here.
   * @returns the audio that is lost, ms.
   */
  forfeit(): number {
    for (const upstream of [...this.#open.keys()]) upstream.release();
    return this.#intake.forfeit();
  }

  whenForwarded(callback: () => void): void {
    this.#forwarder.whenIdle(callback);
  }

  /** The end: every stream is released, what waits is counted. Whoever asks for another is told that it is gone. */
  stop(): void {
    this.#isStopped = true;
    for (const [upstream, reportGone] of [...this.#open]) {
      upstream.release();
      reportGone();
    }
    this.#forwarder.stop();
    this.#intake.forfeit();
    this.#utterances.stop('sessionEnded');
  }

  /** An idle stream is none, and what an open circuit turns away it says itself. */
  #logFailure({ stream, failure, owed }: Extract<StreamReport, { type: 'stream.failed' }>): void {
    if (failure === 'idle' || failure === 'circuitOpen') return;
    const facts = { code: 'TRANSCRIBE_UNAVAILABLE', failure, stream, owed } as const;
    this.#parts.ports.log.warn('transcribe', 'upstream stream failed', facts);
  }

  #forward(transcript: Transcript, origin: TranscriptOrigin): void {
    const { facts, ports, languages, onTranscript } = this.#parts;
    onTranscript(transcript);
    const targetLanguages = languages();
    if (targetLanguages.length === 0) {
      ports.metrics.count('TranslationsDropped', 1, { why: 'noListener' });
      this.#settled(transcript, origin, 'noListener');
      return;
    }
    const { sessionId, sourceLanguage, epoch } = facts;
    const { traceparent } = origin.utterance;
    const request = translationRequestOf(transcript, {
      sessionId,
      sourceLanguage,
      epoch,
      emotionDynamics: this.#intake.emotion,
      targetLanguages,
      traceparent,
      timestamp: ports.clock.unixNow(),
    });
    const { lastAudioAt } = origin;
    if (!transcript.isPartial && lastAudioAt !== undefined) ports.speechInFlight.sent(traceparent, lastAudioAt);
    this.#forwarder.offer(request, {
      ...origin,
      onSettled: (outcome) => this.#settled(transcript, origin, outcome),
    });
  }

  /** The end of a transcript's span and, when it is the final, of its utterance's. */
  #settled({ isPartial }: Transcript, { span, utterance }: TranscriptOrigin, outcome: ForwardOutcome | 'noListener') {
    const now = this.#parts.ports.monotonicNow();
    const problem = outcome === 'failed' || outcome === 'circuitOpen' || outcome === 'overflow' ? outcome : undefined;
    span?.end(now, { 'transcript.outcome': outcome }, problem);
    if (!isPartial) utterance.end(now, { 'utterance.end': outcome }, problem);
  }
}
