/**
 * Out: follows each segment from the audio of its words to the ears of its listeners: sent to the pipeline, handed over,
 * delivered to each listener, heard. Measures the latencies of the whole way and makes the spans. Holds times and ids, no
 * words. Segments that other processes sent are unknown here.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';
import type { PlaybackReport } from '../../protocol/client-messages.ts';
import type { MonotonicMs } from '../../protocol/times.ts';
import type { ReportDrop } from '../ports/metric-names.ts';
import type { MetricsPort } from '../ports/telemetry.ts';
import { type Span, traceIdOf } from '../ports/tracing.ts';
import { type Hearing, Hearings } from './hearings.ts';

/** Segments of one session; four minutes at one a second. One more removes the oldest, which is then not measured. */
const MAX_IN_FLIGHT = 256;
/** Spans `playout` of one segment at most; the histograms have all listeners. */
const MAX_PLAYOUTS = 4;
/** A client's clock and its audio device are read with this error, ms. */
const INACCURACY_MS = 100;
/** A player may report a segment when its last samples are given to the device, before they sound, ms. */
const DEVICE_MS = 1_000;

/** The session that a segment is said in: the same object each time. Held weakly, so that nothing is kept of a session that is over. */
export interface JourneySession {
  readonly epoch: number;
  readonly sourceLanguage: string;
}

/** A final transcript, which is a segment. Times are monotonic ms. */
export interface JourneySegment {
  readonly resultId: string;
  readonly segment: number;
  /** When the speaker had said each word, in order, by the receipt of its audio; empty when it is not known. */
  readonly wordsHeardAt: readonly MonotonicMs[];
  /** When the service's event came. */
  readonly receivedAt: MonotonicMs;
  /** When its last audio was received; undefined when it is not known. */
  readonly lastAudioAt: MonotonicMs | undefined;
  /** The root of its trace. */
  readonly utterance: Span;
}

/** One socket's place among the listeners, the same object each time. Held weakly. */
export interface JourneyListener {
  readonly broadcast: { readonly info: JourneySession };
  /** Undefined when it has left. */
  readonly targetLanguage: string | undefined;
  readonly joinedAt: MonotonicMs;
}

/** Which segment a piece of speech is of, as far as its message says. */
export interface SpeechIds {
  readonly resultId?: string;
  readonly segment?: number;
  readonly epoch?: number;
  /** Number of the piece among those of the segment, from 1; absent: the only one. */
  readonly part?: number;
  /** How many pieces there are; on the last one only. */
  readonly parts?: number;
}

/** Is told of what one segment comes to, for introspection. */
export interface JourneyTimeline {
  captioned(language: string, at: MonotonicMs): void;
  spoken(language: string, at: MonotonicMs): void;
  played(language: string, fromAt: MonotonicMs, toAt: MonotonicMs): void;
  skipped(language: string): void;
}

interface Journey {
  readonly timeline: JourneyTimeline | undefined;
  readonly segment: Omit<JourneySegment, 'resultId' | 'segment'>;
  /** Counts for the segment's session and for the server. */
  readonly metrics: MetricsPort;
  /** The span `segment`; undefined before the hand-over, and when it is not recorded. */
  span: Span | undefined;
  playouts: number;
}

/** The segments of one session. */
class Journeys {
  readonly byKey = new BoundedMap<string, Journey>(MAX_IN_FLIGHT);
  /** Trace id → the last segment sent under it, for messages that do not name theirs. */
  readonly byTrace = new BoundedMap<string, Journey>(MAX_IN_FLIGHT);
}

export class SegmentJourneys {
  readonly #metrics: Pick<MetricsPort, 'count'>;
  readonly #ofSessions = new WeakMap<JourneySession, Journeys>();
  readonly #hearings = new Hearings<JourneyListener, Journey>();

  /** @param metrics The server's, for reports of no segment that is known. */
  constructor(metrics: Pick<MetricsPort, 'count'>) {
    this.#metrics = metrics;
  }

  /** A segment is about to be sent to the pipeline. @param metrics The session's. */
  sent(session: JourneySession, segment: JourneySegment, metrics: MetricsPort, timeline?: JourneyTimeline): void {
    const { lastAudioAt, receivedAt, utterance, wordsHeardAt } = segment;
    // The segment itself has its text, which is not kept.
    const times = { lastAudioAt, receivedAt, utterance, wordsHeardAt };
    const journey: Journey = { timeline, segment: times, metrics, span: undefined, playouts: 0 };
    let journeys = this.#ofSessions.get(session);
    if (journeys === undefined) {
      journeys = new Journeys();
      this.#ofSessions.set(session, journeys);
    }
    journeys.byKey.set(toKey(session.epoch, segment.resultId, segment.segment), journey);
    const traceId = traceIdOf(utterance.traceparent);
    if (traceId !== undefined) journeys.byTrace.set(traceId, journey);
  }

  /** The pipeline has accepted a segment. Call it before the utterance's span ends, once a segment. */
  handedOver(session: JourneySession, { resultId, segment }: JourneySegment, at: MonotonicMs): void {
    const journey = this.#ofSessions.get(session)?.byKey.get(toKey(session.epoch, resultId, segment));
    if (journey === undefined) return;
    const { metrics } = journey;
    const { receivedAt, utterance, wordsHeardAt } = journey.segment;
    for (const heardAt of wordsHeardAt) metrics.observe('SegmentCommitLag', at - heardAt);
    if (!utterance.isRecorded) return;
    const [firstAt = receivedAt] = wordsHeardAt;
    const lastAt = wordsHeardAt.at(-1);
    const span = utterance.child('segment', firstAt, {
      'segment.number': segment,
      'segment.words': wordsHeardAt.length,
      'segment.commit_lag_ms': lastAt === undefined ? undefined : at - lastAt,
    });
    span.end(at);
    journey.span = span;
  }

  /** A message with speech has reached a listener's socket. @param traceparent Empty: none came with the message. */
  delivered(listener: JourneyListener, speech: SpeechIds, traceparent: string, at: MonotonicMs): void {
    const journey = this.#find(listener, speech, traceparent);
    if (journey === undefined) return;
    const isFirst = this.#hearings.delivered(listener, journey, speech, at);
    if (listener.targetLanguage !== undefined) journey.timeline?.spoken(listener.targetLanguage, at);
    const { lastAudioAt } = journey.segment;
    if (isFirst && lastAudioAt !== undefined) journey.metrics.observe('EndToEndLatency', at - lastAudioAt);
  }

  /** A text without speech has reached a listener's socket. It is a segment's only if it says which. */
  captioned(listener: JourneyListener, ids: SpeechIds, at: MonotonicMs): void {
    if (listener.targetLanguage === undefined) return;
    this.#find(listener, ids, '')?.timeline?.captioned(listener.targetLanguage, at);
  }

  /** A listener's player has told when it played or skipped a segment. @param at When the report came. */
  reported(listener: JourneyListener, report: PlaybackReport, at: MonotonicMs): void {
    const { info } = listener.broadcast;
    const key = toKey(report.epoch ?? info.epoch, report.resultId, report.segment ?? 0);
    const journey = this.#ofSessions.get(info)?.byKey.get(key);
    const hearing = journey && this.#hearings.of(listener, journey);
    const drop =
      journey === undefined
        ? 'unknown'
        : hearing === undefined
          ? 'notDelivered'
          : (why(hearing, report, at) ?? this.#count(journey, hearing, listener, report, at));
    if (hearing) hearing.isReported = true;
    if (drop) (journey?.metrics ?? this.#metrics).count('PlaybackReportsDropped', 1, { why: drop });
  }

  /** Segments remembered of a session. */
  sizeOf(session: JourneySession): number {
    return this.#ofSessions.get(session)?.byKey.size ?? 0;
  }

  /** @returns why a report that can be true says nothing of EarVoiceSpan. */
  #count(
    journey: Journey,
    hearing: Hearing,
    listener: JourneyListener,
    report: PlaybackReport,
    at: MonotonicMs,
  ): ReportDrop | undefined {
    const { metrics } = journey;
    const { wordsHeardAt } = journey.segment;
    const language = hearing.language ?? '';
    if (report.outcome === 'skipped') journey.timeline?.skipped(language);
    else journey.timeline?.played(language, at - report.agoMs, at - report.agoMs + report.durationMs);
    if (language === listener.broadcast.info.sourceLanguage) return 'sameLanguage';
    if (report.outcome === 'skipped') {
      metrics.count('SegmentsSkipped', 1, { language });
      return undefined;
    }
    if (!hearing.isWhole) return 'incomplete';
    if (wordsHeardAt[0] === undefined) return 'untimed';
    if (listener.joinedAt > wordsHeardAt[0]) return 'joinedLater';
    const { agoMs, durationMs } = report;
    const firstSoundAt = at - agoMs;
    const words = wordsHeardAt.length;
    const labels = { language };
    for (const [i, heardAt] of wordsHeardAt.entries()) {
      metrics.observe('EarVoiceSpan', firstSoundAt + (durationMs * (i + 1)) / words - heardAt, labels);
    }
    trace(journey, report, language, firstSoundAt);
    return undefined;
  }

  /** By the ids in the message; without them the last segment sent under the message's trace. */
  #find(listener: JourneyListener, speech: SpeechIds, traceparent: string): Journey | undefined {
    const { resultId, segment, epoch } = speech;
    const { info } = listener.broadcast;
    const journeys = this.#ofSessions.get(info);
    if (journeys === undefined) return undefined;
    const isNamed = resultId !== undefined && segment !== undefined;
    const named = isNamed ? journeys.byKey.get(toKey(epoch ?? info.epoch, resultId, segment)) : undefined;
    if (named) return named;
    const traceId = traceIdOf(traceparent);
    return traceId === undefined ? undefined : journeys.byTrace.get(traceId);
  }
}

/** @returns why the report is not used, whatever was played. */
function why(
  hearing: Hearing,
  { agoMs, durationMs, outcome }: PlaybackReport,
  at: MonotonicMs,
): ReportDrop | undefined {
  if (hearing.isReported) return 'repeated';
  if (at - agoMs < hearing.deliveredAt - INACCURACY_MS) return 'impossible';
  return outcome === 'played' && durationMs > agoMs + DEVICE_MS ? 'impossible' : undefined;
}

function trace(journey: Journey, report: PlaybackReport, language: string, firstSoundAt: MonotonicMs): void {
  if (journey.span === undefined || journey.playouts >= MAX_PLAYOUTS) return;
  journey.playouts += 1;
  const { delayMs, durationMs, playbackRate, queuedMs } = report;
  journey.span
    .child('playout', firstSoundAt, {
      'playout.language': language,
      'playout.rate': playbackRate,
      'playout.delay_ms': delayMs,
      'playout.queued_ms': queuedMs,
    })
    .end(firstSoundAt + durationMs);
}

/** The result's id comes last, because it may have any character. */
function toKey(epoch: number, resultId: string, segment: number): string {
  return `${epoch} ${segment} ${resultId}`;
}
