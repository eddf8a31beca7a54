/** What one session is made with: the ports that all sessions share, and its own information. */
import type { BlockPool } from '../../audio/block-pool.ts';
import type { QualityTier } from '../../protocol/languages.ts';
import type { SegmentMode } from '../../protocol/segments.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { AudienceEvent } from '../listeners/audience.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { IdentifierPort } from '../ports/identifiers.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import type { AudiencePort } from '../ports/sockets.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import type { TracingPort } from '../ports/tracing.ts';
import type { TranscriptionPort } from '../ports/transcription.ts';
import type { TranslationPort } from '../ports/translation.ts';
import type { WriteBehind } from '../records/write-behind.ts';
import type { Circuits } from '../resilience/circuits.ts';
import type { SegmentJourneys } from '../speech/segment-journeys.ts';
import type { SessionSettings } from './session-settings.ts';

export interface SessionPorts {
  /** The name of this process, new at each start: it is in the rows of the sessions that this process owns. */
  readonly node: string;
  readonly clock: ClockPort;
  /** Milliseconds with fractions that never go back, for latencies. */
  readonly monotonicNow: () => number;
  /** 0..1, for back-off jitter. */
  readonly random: () => number;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly transcription: TranscriptionPort;
  readonly translation: TranslationPort;
  /** Native publish to the sockets of this process. */
  readonly audience: AudiencePort;
  /** Publishes to the rooms of other nodes; absent when there are none. */
  readonly publishElsewhere?: ((sessionId: string, event: AudienceEvent) => void) | undefined;
  readonly identifiers: IdentifierPort;
  readonly tracing: TracingPort;
  readonly segmentJourneys: SegmentJourneys;
  readonly writer: WriteBehind;
  readonly circuits: Circuits;
  readonly settings: SessionSettings;
  /** Memory for the sessions' audio; default: each has its own. */
  readonly audioBlocks?: BlockPool | undefined;
  /** Only while the server is inspected. */
  readonly inspector?: InspectorPort | undefined;
}

export interface SessionInfo {
  readonly sessionId: string;
  readonly userId: string;
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly createdAt: UnixMs;
  /** Unix seconds. */
  readonly expiresAt: number;
  readonly epoch: number;
  /** Where its speech is cut for translation. */
  readonly segments: SegmentMode;
  /** The mode that its creator asked for; undefined: none, so that the settings decide, after a restart anew. */
  readonly askedSegments: SegmentMode | undefined;
}

/** @param asked What the session's creator, or its row, says. Undefined: nothing. */
export function segmentsOf(
  asked: SegmentMode | undefined,
  settings: Pick<SessionSettings, 'segments'>,
): Pick<SessionInfo, 'askedSegments' | 'segments'> {
  return { askedSegments: asked, segments: asked ?? settings.segments };
}
