/** Everything an actor needs from outside, faked and at hand: one bench per test. */

import type { ListenerRoom } from '../../../src/actors/listeners/listener-room.ts';
import { type TracingPort, untraced } from '../../../src/actors/ports/tracing.ts';
import { WriteBehind } from '../../../src/actors/records/write-behind.ts';
import { createCircuits } from '../../../src/actors/resilience/circuits.ts';
import { hostSession } from '../../../src/actors/session/hosted-session.ts';
import type { Session } from '../../../src/actors/session/session.ts';
import type { SessionInfo, SessionPorts } from '../../../src/actors/session/session-ports.ts';
import { DEFAULT_SESSION_SETTINGS, type SessionSettings } from '../../../src/actors/session/session-settings.ts';
import { AudioGate } from '../../../src/actors/speech/audio-gate.ts';
import { SegmentJourneys } from '../../../src/actors/speech/segment-journeys.ts';
import type { CircuitTimings } from '../../../src/machines/circuit.machine.ts';
import type { EndReason } from '../../../src/protocol/server-messages.ts';
import { CountingMetrics } from './counting-metrics.ts';
import { FakeClock, START_MS, settled } from './fake-clock.ts';
import { FakeAudience, type FakeSocket } from './fake-sockets.ts';
import { FakeTranscription } from './fake-transcription.ts';
import { FakeTranslation } from './fake-translation.ts';
import { MemoryStore } from './memory-store.ts';
import { NumberedIdentifiers } from './numbered-identifiers.ts';
import { RecordingLog } from './recording-log.ts';
import { connectionClosed, listen, type Rooms } from './seats.ts';
import { stampedPcm } from './stamped-pcm.ts';

export const BREAKER: CircuitTimings = { failures: 5, openMs: 5_000 };

export class ActorBench {
  /** The process that the actors of this bench run in. */
  readonly node: string = 'node-a';
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly metrics = new CountingMetrics();
  readonly transcription = new FakeTranscription(() => this.clock.now());
  readonly translation = new FakeTranslation(() => this.clock.now());
  readonly audience = new FakeAudience();
  readonly identifiers = new NumberedIdentifiers();
  readonly segmentJourneys = new SegmentJourneys(this.metrics);
  /** Traces nothing, unless a test that reads traces gives another. */
  readonly tracing: TracingPort;
  readonly store = new MemoryStore();
  readonly writer = new WriteBehind({ store: this.store, clock: this.clock, log: this.log, metrics: this.metrics });
  readonly circuits = createCircuits({
    timings: BREAKER,
    clock: this.clock,
    log: this.log,
    metrics: this.metrics,
  });
  readonly settings: SessionSettings;

  constructor(settings: Partial<SessionSettings> = {}, tracing?: TracingPort) {
    this.settings = { ...DEFAULT_SESSION_SETTINGS, ...settings };
    this.tracing = tracing ?? untraced(() => this.identifiers.traceparent());
  }

  get ports(): SessionPorts {
    const { clock, log, metrics, transcription, translation, audience, identifiers, writer, circuits, settings } = this;
    const { segmentJourneys, tracing } = this;
    const monotonicNow = () => clock.now();
    const random = () => 0.5;
    return {
      node: this.node,
      clock,
      monotonicNow,
      random,
      log,
      metrics,
      transcription,
      translation,
      audience,
      identifiers,
      tracing,
      segmentJourneys,
      writer,
      circuits,
      settings,
    };
  }

  gate(onUnread: () => void = () => {}): AudioGate {
    const { clock, log, metrics, settings } = this;
    return new AudioGate({ log, metrics, limits: settings.audio, monotonicNow: () => clock.now(), onUnread });
  }
}

export const FACTS: SessionInfo = {
  sessionId: 'brave-otter-001',
  userId: 'ada',
  sourceLanguage: 'en',
  qualityTier: 'standard',
  createdAt: START_MS,
  expiresAt: START_MS / 1000 + 7_200,
  epoch: 0,
  segments: 'clause',
  askedSegments: undefined,
};

/** A running session with its speaker on it, and stamped speech to feed it with. */
export class SessionBench extends ActorBench implements Rooms {
  readonly session: Session;
  /** Of its listeners. */
  readonly room: ListenerRoom;
  readonly speaker: FakeSocket;
  readonly ended: Session[] = [];
  #spoken = 0;

  constructor(settings: Partial<SessionSettings> = {}, info: Partial<SessionInfo> = {}, tracing?: TracingPort) {
    super(settings, tracing);
    const { ports } = this;
    const hosted = hostSession({
      info: { ...FACTS, ...info },
      ports,
      version: 1,
      onEnded: (session) => this.ended.push(session),
    });
    this.session = hosted.session;
    this.room = hosted.room;
    void this.store.createSession({
      ...{ sessionId: FACTS.sessionId, isActive: true, speakerUserId: 'ada', sourceLanguage: 'en' },
      ...{ qualityTier: 'standard', createdAt: START_MS, updatedAt: START_MS, listenerCount: 0 },
      broadcastState: this.session.broadcastState,
      ...{ expiresAt: FACTS.expiresAt, epoch: 0, version: 1 },
    });
    this.session.start();
    this.speaker = this.connect('speaker-1');
    this.session.speaker.attach(this.speaker);
  }

  /** Samples spoken and accepted so far. */
  get spokenSamples(): number {
    return this.#spoken;
  }

  roomOf(): ListenerRoom {
    return this.room;
  }

  connect(connectionId: string): FakeSocket {
    const socket = this.audience.connect(connectionId);
    socket.onClose = () => connectionClosed(this, this.session, connectionId);
    return socket;
  }

  listen(connectionId: string, targetLanguage = 'es', wantsTranscripts = false): FakeSocket {
    const socket = this.connect(connectionId);
    listen(this, this.session, socket, targetLanguage, { wantsTranscripts });
    return socket;
  }

  /** One chunk of stamped speech, here and now. @returns why it was dropped. */
  chunk(ms = 20) {
    const samples = ms * 16;
    const dropped = this.session.gate.offer(stampedPcm(this.#spoken, samples), this.clock.now());
    if (dropped === undefined) this.#spoken += samples;
    return dropped;
  }

  /** Speech in real time, a chunk every 20 ms. */
  async speak(ms: number): Promise<void> {
    for (let spoken = 0; spoken < ms; spoken += 20) {
      this.chunk(20);
      await this.clock.advance(20);
    }
  }

  /** Ends the session if it lives, and lets all that follows happen. */
  async over(reason: EndReason = 'ended'): Promise<void> {
    this.session.end(reason);
    await this.clock.advance(10_000);
    await settled();
  }
}
