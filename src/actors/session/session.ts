/**
 * One broadcast as the rest of the server sees it: joins the chart, the speech, the listeners and the rows, and turns
 * what happens into messages. Every decision is the chart's; every effect is here, and none throws.
 */
import { dropReasonOf, isSpeakerPresent, toBroadcastState } from '../../machines/selectors.ts';
import { type BroadcastState, untouched } from '../../protocol/broadcast-state.ts';
import {
  type EndReason,
  type ServerMessage,
  type ServerMessageOf,
  wireSeconds,
} from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import { IntrospectionView } from '../introspection/view.ts';
import { type JoinOptions, Listeners } from '../listeners/listeners.ts';
import { listenersTopic, transcriptsTopic } from '../listeners/topics.ts';
import type { SocketPort } from '../ports/sockets.ts';
import type { LogPort } from '../ports/telemetry.ts';
import { SessionRecords } from '../records/session-records.ts';
import type { AudioGate } from '../speech/audio-gate.ts';
import type { SoundWatch } from '../speech/sound-watch.ts';
import { createSpeech } from '../speech/speech.ts';
import type { TranscriptionPipeline } from '../speech/transcription-pipeline.ts';
import { type ControlMessage, toAcknowledgement, toChangeEvents, toEvents, toNotice } from './controls.ts';
import { createSessionActor, type SessionActor } from './session-actor.ts';
import { SessionAge } from './session-age.ts';
import { createSessionEffects } from './session-effects.ts';
import { SessionNotifier } from './session-notifier.ts';
import type { SessionFacts, SessionPorts } from './session-ports.ts';
import { toSessionStatus } from './session-status.ts';

export interface SessionParts {
  readonly facts: SessionFacts;
  readonly ports: SessionPorts;
  /** The row's version now. */
  readonly version: number;
  /** Given, it starts as it stood before a restart: the controls so, its speaker away and waited for. */
  readonly resumed?: BroadcastState;
  /** The session is over, for whatever reason; nothing of it runs any more. */
  readonly onEnded: (session: Session) => void;
}

export class Session {
  readonly facts: SessionFacts;
  readonly #ports: SessionPorts;
  readonly #log: LogPort;
  readonly #actor: SessionActor;
  readonly #pipeline: TranscriptionPipeline;
  /** Where the speaker's audio goes. */
  readonly gate: AudioGate;
  readonly sound: SoundWatch;
  readonly #rows: SessionRecords;
  readonly #voice: SessionNotifier;
  readonly #resumed: BroadcastState | undefined;
  readonly #onEnded: (session: Session) => void;
  readonly listeners: Listeners;
  readonly inside: IntrospectionView;
  #state: BroadcastState;
  readonly age: SessionAge;
  #updatedAt: UnixMs;
  #isOver = false;

  constructor({ facts, ports: shared, version, resumed, onEnded }: SessionParts) {
    this.facts = facts;
    this.inside = new IntrospectionView(facts.sessionId, shared);
    const ports = { ...shared, metrics: this.inside.tally };
    this.#resumed = resumed;
    this.#ports = ports;
    this.#log = ports.log.forSession(facts.sessionId);
    this.#onEnded = onEnded;
    this.#updatedAt = facts.createdAt;
    const { clock, settings, writer } = ports;
    this.#state = untouched(wireSeconds(clock.unixNow()));
    this.age = new SessionAge(clock, facts, settings.session.lifeMs);
    const ttlS = settings.connectionTtlS;
    const onSuperseded = () => this.#supersede();
    this.#rows = new SessionRecords({ facts, writer, clock, ttlS, version, ownerNode: ports.node, onSuperseded });
    this.#voice = new SessionNotifier(facts, ports);
    this.listeners = new Listeners({
      clock,
      inspected: this.inside.inspected,
      timings: settings.listener,
      maxListeners: settings.maxListeners,
      onChange: (audience) => this.#actor.send({ type: 'audience.changed', audience }),
      onSlow: (connectionId) => {
        ports.metrics.count('ListenerNotificationFailures', 1, { why: 'slowConsumer' });
        this.#rows.deleteConnection(connectionId);
        this.#record();
      },
    });
    const speech = createSpeech({
      facts,
      ports: { ...ports, log: this.#log },
      languages: () => this.listeners.languages,
      onUnread: () => this.#actor.send({ type: 'audio.arrived' }),
      onSound: (report) => this.#actor.send(report),
      onTranscript: (transcript) => {
        this.inside.tally.transcript(transcript);
        this.#voice.showTranscript(transcript);
      },
      onFinalForwarded: () => this.#actor.send({ type: 'final.forwarded' }),
    });
    this.gate = speech.gate;
    this.sound = speech.sound;
    this.#pipeline = speech.pipeline;
    this.#actor = createSessionActor({
      sessionId: facts.sessionId,
      ports: { ...ports, log: this.#log },
      view: this.inside,
      openUpstream: this.#pipeline.openUpstream,
      effects: createSessionEffects({
        ...{ sessionId: facts.sessionId, clock, metrics: ports.metrics, log: this.#log, voice: this.#voice, speech },
        status: (reason) => toSessionStatus(this, reason, clock.unixNow()),
        send: (event) => this.#actor.send(event),
        onDismissed: (connectionIds) => this.#forgetConnections(connectionIds),
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

  get broadcastState(): BroadcastState {
    return this.#state;
  }

  /** It goes on under another owner: what ended here is this process's copy of it. */
  get isSuperseded(): boolean {
    return this.#rows.isSuperseded;
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
    const before = this.#voice.speaker;
    this.#voice.speaker = socket;
    this.#actor.send({ type: 'speaker.attached', connectionId: socket.connectionId });
    if (before && before.connectionId !== socket.connectionId) {
      this.#rows.deleteConnection(before.connectionId);
      if (isRefresh) before.retire();
      else before.close('replaced');
    }
    this.#rows.writeConnection(socket.connectionId, 'speaker');
    this.#record();
  }

  /** @returns false when the session is full. */
  addListener(
    socket: SocketPort,
    targetLanguage: string,
    { wantsTranscripts, replaces, mayOverfill }: JoinOptions,
  ): boolean {
    if (!this.listeners.add(socket, targetLanguage, { replaces, mayOverfill })) return false;
    if (replaces !== undefined) this.#rows.deleteConnection(replaces);
    const { sessionId } = this.facts;
    socket.subscribe(listenersTopic(sessionId));
    if (wantsTranscripts) socket.subscribe(transcriptsTopic(sessionId));
    this.#rows.writeConnection(socket.connectionId, 'listener', targetLanguage);
    this.#record();
    return true;
  }

  changeLanguage(connectionId: string, targetLanguage: string): void {
    if (this.listeners.languageOf(connectionId) === undefined) return;
    this.listeners.changeLanguage(connectionId, targetLanguage);
    this.#rows.writeConnection(connectionId, 'listener', targetLanguage);
  }

  /** A socket of this session, of either role, has closed. */
  connectionClosed(connectionId: string): void {
    if (this.#isOver) return;
    if (this.#voice.speaker?.connectionId === connectionId) {
      this.#voice.speaker = undefined;
      this.#actor.send({ type: 'speaker.left', connectionId });
    } else {
      this.listeners.remove(connectionId);
    }
    this.#rows.deleteConnection(connectionId);
    this.#record();
  }

  /** Carries a control out, tells the listeners, and gives the speaker's acknowledgement. */
  control(message: ControlMessage, atMs: UnixMs): ServerMessage {
    const { sessionId } = this.facts;
    for (const event of toEvents(message, atMs)) this.#actor.send(event);
    const state = this.#state;
    const pauseDurationMs = this.age.note(state.isPaused);
    const notice = toNotice(message, sessionId, state, atMs);
    this.#voice.tellListeners(notice);
    this.#record();
    return toAcknowledgement(notice, {
      broadcastState: state,
      listenersNotified: this.listeners.count,
      ...(pauseDurationMs === undefined ? {} : { pauseDurationMs }),
    });
  }

  /** All its rows once more: the tables have come back, perhaps empty. */
  rewriteRows(): void {
    this.#rows.rewriteConnections();
    this.#record();
  }

  /** Answers a status query; the clock of the periodic reports starts again. */
  answerStatus(): ServerMessageOf<'sessionStatus'> {
    this.#actor.send({ type: 'status.sent' });
    return toSessionStatus(this, 'requested', this.#ports.clock.unixNow());
  }

  /** Only the first end counts. @param askedBy The connection whose socket is closed with 1000 instead of 4410. */
  end(reason: EndReason, askedBy?: string): void {
    if (!this.isLive) return;
    this.#voice.askedToEnd = askedBy;
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
    const { sessionId } = this.facts;
    const timestamp = wireSeconds(this.#ports.clock.unixNow());
    const notice: ServerMessage = { type: 'serverDraining', sessionId, timestamp, retryAfterMs };
    this.#voice.tellSpeaker(notice);
    this.#voice.tellListeners(notice);
    this.#voice.isSuspended = true;
    this.#actor.send({ type: 'session.end', reason: 'ended' });
  }

  /**
   * Another process owns the session. This copy ends at once: it forwards and writes nothing more, and its sockets are
   * closed with 1001, so that their clients come back to where the session is now.
   */
  #supersede(): void {
    if (this.#isOver) return;
    this.#ports.metrics.count('SessionsSuperseded');
    const { epoch } = this.facts;
    this.#log.warn('run_session', 'another process owns the session', { code: 'SERVICE_UNAVAILABLE', epoch });
    this.#voice.isSuspended = true;
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
    this.#forgetConnections(this.#voice.dismissSpeaker(reason));
    this.#forgetConnections(this.#voice.dismissListeners(this.listeners.sockets(), reason));
    this.listeners.stop();
    this.#record();
    this.#onEnded(this);
  }

  #forgetConnections(connectionIds: readonly string[]): void {
    for (const connectionId of connectionIds) this.#rows.deleteConnection(connectionId);
  }

  #record(): void {
    this.#updatedAt = this.#ports.clock.unixNow();
    const isActive = this.#state.isActive || this.#voice.isSuspended;
    this.#rows.write({
      isActive,
      broadcastState: { ...this.#state, isActive },
      listenerCount: this.listeners.count,
      speakerConnectionId: this.#voice.speaker?.connectionId,
    });
  }
}
