/**
 * One broadcast as the rest of the server sees it: joins the chart, the speech, the listeners and the rows, and turns
 * what happens into messages. Every decision is the chart's; every effect is here, and none throws.
 */
import { dropReasonOf, isSpeakerPresent, toBroadcastState } from '../../machines/selectors.ts';
import { type BroadcastState, untouched } from '../../protocol/broadcast-state.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import {
  type EndReason,
  type ServerMessage,
  type ServerMessageOf,
  wireSeconds,
} from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import { IntrospectionView } from '../introspection/view.ts';
import { type AudienceEvent, type JoinOptions, SessionAudience } from '../listeners/audience.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { LogPort } from '../ports/telemetry.ts';
import type { ConnectionRecords } from '../records/connection-records.ts';
import { SessionRecords } from '../records/session-records.ts';
import type { AudioGate } from '../speech/audio-gate.ts';
import type { SoundWatch } from '../speech/sound-watch.ts';
import { createSpeech } from '../speech/speech.ts';
import type { TranscriptionPipeline } from '../speech/transcription-pipeline.ts';
import type { Joined, LocalBroadcast } from './broadcast.ts';
import { type ControlMessage, toAcknowledgement, toChangeEvents, toEvents, toNotice } from './controls.ts';
import { createSessionActor, type SessionActor } from './session-actor.ts';
import { SessionAge } from './session-age.ts';
import { createSessionEffects } from './session-effects.ts';
import { SessionNotifier } from './session-notifier.ts';
import type { SessionInfo, SessionPorts } from './session-ports.ts';
import { toSessionStatus } from './session-status.ts';

export interface SessionDeps {
  readonly info: SessionInfo;
  readonly ports: SessionPorts;
  /** The row's version now. */
  readonly version: number;
  /** Given, it starts as it stood before a restart: the controls so, its speaker away and waited for. */
  readonly resumed?: BroadcastState;
  /** To the rooms of its listeners. */
  readonly outlet: (event: AudienceEvent) => void;
  /** The session is over, for whatever reason; nothing of it runs any more. */
  readonly onEnded: (session: Session) => void;
}

export class Session implements LocalBroadcast {
  readonly info: SessionInfo;
  readonly #ports: SessionPorts;
  readonly #log: LogPort;
  readonly #actor: SessionActor;
  readonly #pipeline: TranscriptionPipeline;
  /** Where the speaker's audio goes. */
  readonly gate: AudioGate;
  readonly sound: SoundWatch;
  readonly #records: SessionRecords;
  readonly #notifier: SessionNotifier;
  readonly #resumed: BroadcastState | undefined;
  readonly #onEnded: (session: Session) => void;
  readonly audience: SessionAudience;
  readonly introspection: IntrospectionView;
  #state: BroadcastState;
  readonly age: SessionAge;
  #updatedAt: UnixMs;
  #isOver = false;
  #whenHandedOver: (() => void)[] = [];

  constructor({ info, ports: shared, version, resumed, outlet, onEnded }: SessionDeps) {
    this.info = info;
    this.introspection = new IntrospectionView(info.sessionId, shared);
    const ports = { ...shared, metrics: this.introspection.metrics };
    this.#resumed = resumed;
    this.#ports = ports;
    this.#log = ports.log.forSession(info.sessionId);
    this.#onEnded = onEnded;
    this.#updatedAt = info.createdAt;
    const { clock, settings, writer } = ports;
    this.#state = untouched(wireSeconds(clock.unixNow()));
    this.age = new SessionAge(clock, info, settings.session.lifeMs);
    const ttlS = settings.connectionTtlS;
    const onSuperseded = () => this.#supersede();
    this.#records = new SessionRecords({ info, writer, clock, ttlS, version, ownerNode: ports.node, onSuperseded });
    this.audience = new SessionAudience({
      ...{ sessionId: info.sessionId, epoch: info.epoch, clock, maxListeners: settings.maxListeners, outlet },
      onChange: (audience) => this.#actor.send({ type: 'audience.changed', audience }),
    });
    this.#notifier = new SessionNotifier(info, { ...ports, audience: this.audience });
    const speech = createSpeech({
      info,
      ports: { ...ports, log: this.#log },
      languages: () => [...this.audience.byLanguage.keys()],
      onUnread: () => this.#actor.send({ type: 'audio.arrived' }),
      onSound: (report) => this.#actor.send(report),
      onTranscript: (transcript) => {
        this.introspection.metrics.transcript(transcript);
        this.#notifier.showTranscript(transcript);
      },
      onFinalForwarded: () => this.#actor.send({ type: 'final.forwarded' }),
    });
    this.gate = speech.gate;
    this.sound = speech.sound;
    this.#pipeline = speech.pipeline;
    this.#actor = createSessionActor({
      sessionId: info.sessionId,
      ports: { ...ports, log: this.#log },
      view: this.introspection,
      openUpstream: this.#pipeline.openUpstream,
      effects: createSessionEffects({
        ...{ sessionId: info.sessionId, clock, metrics: ports.metrics, log: this.#log },
        ...{ notifier: this.#notifier, speech },
        status: (reason) => toSessionStatus(this, reason, clock.unixNow()),
        send: (event) => this.#actor.send(event),
        onSpeakerDismissed: (connectionId) => this.connections.deleteConnection(connectionId),
      }),
      lifeMs: this.age.lifeLeftMs,
      startedAtMs: resumed === undefined ? clock.unixNow() : resumed.lastStateChange * 1000,
      onChange: (snapshot) => {
        // A superseded session's chart is stopped after its parts, and says so once more.
        if (this.#isOver) return;
        this.#state = toBroadcastState(snapshot, this.#state);
        this.gate.set(dropReasonOf(snapshot), snapshot.context.volume);
      },
      onOver: (reason) => this.#settle(reason),
    });
  }

  start(): void {
    this.#actor.start();
    if (this.#resumed === undefined) return;
    const atMs = this.#resumed.lastStateChange * 1000;
    for (const event of toChangeEvents(this.#resumed, atMs)) this.#actor.send(event);
    // When the pause began is not on the row: the last change is the latest it can have been.
    if (this.#resumed.isPaused) this.age.pausedSince(atMs);
    this.#actor.send({ type: 'speaker.missed' });
  }

  /** The rows of its connections on this node. */
  get connections(): ConnectionRecords {
    return this.#records.connections;
  }

  get broadcastState(): BroadcastState {
    return this.#state;
  }

  /** It goes on under another owner: what ended here is this process's copy of it. */
  get isElsewhere(): boolean {
    return this.#records.isSuperseded || this.#whenHandedOver.length > 0;
  }

  /** When something of it last changed. */
  get updatedAt(): UnixMs {
    return this.#updatedAt;
  }

  get isSpeakerPresent(): boolean {
    return isSpeakerPresent(this.#actor.getSnapshot());
  }

  /** False from the moment its end was decided. */
  get isLive(): boolean {
    return this.#state.isActive;
  }

  /** What it holds: audio that no final has covered, ms, and transcripts that wait for the pipeline. */
  get load(): { heldMs: number; waitingTranslations: number } {
    return { heldMs: this.gate.heldMs, waitingTranslations: this.#pipeline.waitingTranslations };
  }

  /** Upstream streams held open now: 0 or 1, 2 while rolling. */
  get openStreams(): number {
    return this.#pipeline.openStreams;
  }

  /** A second socket replaces the first: at once, or, refreshing, in a moment, so that nothing under way is lost. */
  attachSpeaker(socket: SocketPort, { isRefresh = false } = {}): void {
    const before = this.#notifier.speaker;
    this.#notifier.speaker = socket;
    this.#actor.send({ type: 'speaker.attached', connectionId: socket.connectionId });
    if (before && before.connectionId !== socket.connectionId) {
      this.connections.deleteConnection(before.connectionId);
      if (isRefresh) before.retire();
      else before.close('replaced');
    }
    this.connections.writeSpeaker(socket.connectionId);
    this.#record();
  }

  async join(listener: JoinOptions): Promise<Joined | Refusal> {
    return this.joinNow(listener);
  }

  joinNow(listener: JoinOptions): Joined | Refusal {
    if (!this.isLive) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const { maxListeners } = this.#ports.settings;
    if (!this.audience.join(listener)) return refusal('SESSION_FULL', { limit: maxListeners });
    this.#record();
    return this.greeting;
  }

  /** What a listener who has joined is greeted with now. */
  get greeting(): Joined {
    const { audience, broadcastState, info, sound } = this;
    const lastEvent = { epoch: info.epoch, number: audience.lastNumber };
    const listenerCount = audience.count;
    return { ok: true, broadcastState, listenerCount, audioSilentMs: sound.silentMs, lastEvent };
  }

  async changeLanguage(connectionId: string, targetLanguage: string): Promise<void> {
    this.audience.changeLanguage(connectionId, targetLanguage);
  }

  leave(connectionId: string): void {
    if (!this.#isOver && this.audience.leave(connectionId)) this.#record();
  }

  speakerLeft(connectionId: string): void {
    if (this.#isOver) return;
    if (this.#notifier.speaker?.connectionId === connectionId) {
      this.#notifier.speaker = undefined;
      this.#actor.send({ type: 'speaker.left', connectionId });
    }
    this.connections.deleteConnection(connectionId);
    this.#record();
  }

  /** Carries a control out, tells the listeners, and gives the speaker's acknowledgement. */
  control(message: ControlMessage, atMs: UnixMs): ServerMessage {
    const { sessionId } = this.info;
    for (const event of toEvents(message, atMs)) this.#actor.send(event);
    const state = this.#state;
    const pauseDurationMs = this.age.note(state.isPaused);
    const notice = toNotice(message, sessionId, state, atMs);
    this.#notifier.tellListeners(notice);
    this.#record();
    return toAcknowledgement(notice, {
      broadcastState: state,
      listenersNotified: this.audience.count,
      ...(pauseDurationMs === undefined ? {} : { pauseDurationMs }),
    });
  }

  /** All its rows once more: the tables have come back, perhaps empty. */
  rewriteRows(): void {
    this.connections.rewrite();
    this.#record();
  }

  /** Answers a status query; the clock of the periodic reports starts again. */
  status(): ServerMessageOf<'sessionStatus'> {
    this.#actor.send({ type: 'status.sent' });
    return toSessionStatus(this, 'requested', this.#ports.clock.unixNow());
  }

  /** Only the first end counts. @param by The connection whose socket is closed with 1000 instead of 4410. */
  async end(reason: EndReason, by?: string): Promise<void> {
    if (!this.isLive) return;
    this.#notifier.askedToEnd = by;
    this.#actor.send({ type: 'session.end', reason });
    if (!this.#isOver) this.#record();
  }

  /**
   * The server goes away: what was said is still recognised and forwarded, then everybody is sent away to come back. The
   * row stays active, so that the session can be taken up again.
   * @param retryAfterMs What clients are told to wait.
   */
  suspend(retryAfterMs: number): void {
    // One that is ending already ends: it must not be taken up again.
    if (!this.isLive) return;
    const { sessionId } = this.info;
    const timestamp = wireSeconds(this.#ports.clock.unixNow());
    const notice: ServerMessage = { type: 'serverDraining', sessionId, timestamp, retryAfterMs };
    this.#notifier.tellSpeaker(notice);
    this.#notifier.tellListeners(notice);
    this.#notifier.isSuspended = true;
    this.#actor.send({ type: 'session.end', reason: 'ended' });
  }

  /**
   * The speaker has come to another process. What was said here is recognised and forwarded; then everybody is sent away to
   * come back, and the session is over in this process. Its row stays active, for the next owner to claim.
   */
  handOver(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenHandedOver.push(resolve);
      this.#notifier.isSuspended = true;
      this.#actor.send({ type: 'session.end', reason: 'ended' });
    });
  }

  /**
   * Another process owns the session. This copy ends at once: it forwards and writes nothing more, and its sockets are
   * closed with 1001, so that their clients come back to where the session is now.
   */
  #supersede(): void {
    if (this.#isOver) return;
    this.#ports.metrics.count('SessionsSuperseded');
    const { epoch } = this.info;
    this.#log.warn('run_session', 'another process owns the session', { code: 'SERVICE_UNAVAILABLE', epoch });
    this.#notifier.isSuspended = true;
    this.#settle('ended');
    this.#actor.stop();
  }

  /** Over: everybody is told and nothing is left running, whether the chart came to its end or broke. */
  #settle(reason: EndReason): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#state = { ...this.#state, isActive: false };
    this.gate.set('ended', 1);
    this.#pipeline.stop();
    this.sound.stop();
    const speaker = this.#notifier.dismissSpeaker(reason);
    if (speaker !== undefined) this.connections.deleteConnection(speaker);
    this.#notifier.dismissListeners(reason);
    this.#record();
    this.#onEnded(this);
    for (const resolve of this.#whenHandedOver) resolve();
  }

  #record(): void {
    this.#updatedAt = this.#ports.clock.unixNow();
    const isActive = this.#state.isActive || this.#notifier.isSuspended;
    this.#records.write({
      isActive,
      broadcastState: { ...this.#state, isActive },
      listenerCount: this.audience.count,
      speakerConnectionId: this.#notifier.speaker?.connectionId,
    });
  }
}
