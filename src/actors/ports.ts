/** What the actors need from outside. The actors own these interfaces; integrations and the server implement them. */

import type { CallVerdict, TranscribeFailure } from '../machines/failures.ts';
import type { BroadcastState } from '../protocol/broadcast-state.ts';
import type { CloseName } from '../protocol/close-codes.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { QualityTier } from '../protocol/languages.ts';
import type { MonotonicMs, UnixMs } from '../protocol/times.ts';
import type { TranslationRequest } from '../protocol/translation-request.ts';
import type { MetricCounter, MetricLatency } from './metric-names.ts';

// ---- time ------------------------------------------------------------------------------------------------------

/** Two clocks, and timers. XState's SimulatedClock has the same two timer methods. */
export interface ClockPort {
  /** For durations, deadlines and rates: it never steps, and means nothing outside the process. */
  now(): MonotonicMs;
  /** For whatever is compared with somebody else's clock: the system's, as it is now. */
  unixNow(): UnixMs;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

// ---- transcription ---------------------------------------------------------------------------------------------

export interface TranscriptionRequest {
  /** ISO 639-1; the adapter maps it to the service's own code. */
  readonly sourceLanguage: string;
  readonly sampleRateHz: number;
  /** PCM, 16 KiB each at most; it ends when the stream is to be finished (end frame). Never throws; iterated once. */
  readonly audio: AsyncIterable<Uint8Array>;
  /** Opened ahead of need: where openings are spaced out, whoever has speech waiting goes first. */
  readonly isStandby?: boolean;
}

/** One word or punctuation mark, times in ms on the upstream stream's own clock (0 at its first sample). */
export interface TranscriptionItem {
  readonly content: string;
  readonly kind: 'pronunciation' | 'punctuation';
  readonly startMs: number;
  readonly endMs: number;
  /** Absent when the service did not say. */
  readonly stable?: boolean;
}

export interface TranscriptionResult {
  readonly resultId: string;
  readonly isPartial: boolean;
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly items: readonly TranscriptionItem[];
}

export type TranscriptionSignal =
  /** Openings are spaced out and others are first: the service has not been asked yet. */
  | { readonly type: 'queued' }
  /** Its turn has come. Only after `queued`. */
  | { readonly type: 'admitted'; readonly waitedMs: number }
  /** The service took the stream (response headers); audio may have flowed before. */
  | { readonly type: 'opened' }
  /** The service said something, perhaps nothing new (an empty event feeds the stall watchdog only). */
  | { readonly type: 'results'; readonly results: readonly TranscriptionResult[] }
  /** Always the last signal. `clean` only when our end frame was sent and the service finished its answer. */
  | { readonly type: 'ended'; readonly clean: true }
  | { readonly type: 'ended'; readonly clean: false; readonly failure: TranscribeFailure; readonly detail: string };

export interface TranscriptionPort {
  /**
   * Opens one upstream stream. Never throws and never rejects: whatever happens is reported, `ended` exactly once, last.
   * Aborting `signal` releases the connection at once; `ended` is then still reported (clean: false, connectionLost).
   */
  open(request: TranscriptionRequest, signal: AbortSignal, report: (signal: TranscriptionSignal) => void): void;
}

// ---- translation -----------------------------------------------------------------------------------------------

export type TranslationOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: string; readonly detail: string; readonly verdict: CallVerdict };

export interface TranslationPort {
  /** One attempt (InvocationType Event). Never rejects: a failure or a non-2xx status is an outcome. */
  invoke(request: TranslationRequest, signal: AbortSignal): Promise<TranslationOutcome>;
}

// ---- records ---------------------------------------------------------------------------------------------------

export interface SessionRecord {
  readonly sessionId: string;
  readonly isActive: boolean;
  readonly speakerUserId: string;
  readonly speakerConnectionId?: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly createdAt: UnixMs;
  readonly updatedAt: UnixMs;
  readonly listenerCount: number;
  readonly broadcastState: BroadcastState;
  /** Unix seconds (the table's TTL). */
  readonly expiresAt: number;
  /** How many times the session was rebuilt after a crash; its clock starts at 0 in each. */
  readonly epoch: number;
  /** Rises with every write; an older one never overwrites a newer one. */
  readonly version: number;
}

export interface ConnectionRecord {
  readonly connectionId: string;
  readonly sessionId: string;
  readonly role: 'speaker' | 'listener';
  readonly targetLanguage?: string;
  readonly connectedAt: UnixMs;
  readonly lastActivityTime: UnixMs;
  /** Unix seconds (the table's TTL). */
  readonly ttl: number;
}

export interface RecordStorePort {
  /** Resolves false when the id is taken. Rejects when the table cannot be reached: then this very record may be offered again. */
  createSession(record: SessionRecord): Promise<boolean>;
  getSession(sessionId: string): Promise<SessionRecord | undefined>;
  /** Conditional on the row existing with a lower version; false when refused. */
  putSession(record: SessionRecord): Promise<boolean>;
  putConnection(record: ConnectionRecord): Promise<void>;
  deleteConnection(connectionId: string): Promise<void>;
  /** Listeners of a session, through the index, paging followed. */
  listConnections(sessionId: string): Promise<ConnectionRecord[]>;
  /** Rejects when the tables cannot be reached. */
  ping(): Promise<void>;
}

// ---- identity --------------------------------------------------------------------------------------------------

export type TokenVerdict =
  | { readonly ok: true; readonly userId: string }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Nothing was wrong with the token as far as could be seen: this service, needed to verify it, is away. */
      readonly unavailable?: string;
    };

export interface TokenPort {
  /** Never rejects. `reason` may be shown to the client and holds nothing of the token. */
  verify(token: string): Promise<TokenVerdict>;
}

// ---- identifiers ----------------------------------------------------------------------------------------------

export interface IdentifierPort {
  /** adjective-noun-number, in no guessable order; it may be taken already. */
  sessionId(): string;
  /** 128 bits that nobody can guess. */
  connectionId(): string;
  /** A W3C trace context for one utterance. */
  traceparent(): string;
}

// ---- sockets ---------------------------------------------------------------------------------------------------

/** One client's socket, as the actors see it. Every call is harmless after the socket has gone. */
export interface SocketPort {
  readonly connectionId: string;
  send(text: string): void;
  /** From now on it gets what is published on the topic. */
  subscribe(topic: string): void;
  close(how: CloseName): void;
  /** A newer socket has taken its place: it is closed in a moment, once that one has taken over. */
  retire(): void;
}

/** Native publish: one encoding and one call per audience. */
export interface AudiencePort {
  publish(topic: string, text: string): void;
}

// ---- seeing ----------------------------------------------------------------------------------------------------

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** `errorId`, of an error that a client was shown, becomes the line's correlationId; `traceparent` its traceId and spanId. */
export type FailureFields = LogFields & { readonly code: ErrorCode };

/**
 * Constant messages, structured fields; never audio, text, tokens, user ids or addresses. Every line has a correlation
 * id; one about a failure has its code too.
 */
export interface LogPort {
  info(operation: string, message: string, metadata?: LogFields): void;
  warn(operation: string, message: string, metadata: FailureFields): void;
  error(operation: string, message: string, metadata: FailureFields): void;
  /** The same log with this correlation id on every line. */
  forSession(sessionId: string): LogPort;
}

/** Counters and latency histograms by the requirements' names. What each means, and its closed sets of labels: catalogue.ts. */
export interface MetricsPort {
  count(name: MetricCounter, by?: number, labels?: Readonly<Record<string, string>>): void;
  observe(name: MetricLatency, ms: number, labels?: Readonly<Record<string, string>>): void;
}
