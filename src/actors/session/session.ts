/**
 * One broadcast as the rest of the server sees it. Makes its parts and connects them. The chart makes the decisions; the
 * parts carry them out, and none throws.
 */
import { dropReasonOf } from '../../machines/selectors.ts';
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import type { EndReason, ServerMessage, ServerMessageOf } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import { SessionLoad } from '../introspection/session-load.ts';
import { IntrospectionView } from '../introspection/view.ts';
import { type AudienceEvent, type JoinOptions, SessionAudience } from '../listeners/audience.ts';
import type { ConnectionRecords } from '../records/connection-records.ts';
import { SessionRecords } from '../records/session-records.ts';
import type { AudioGate } from '../speech/audio-gate.ts';
import { createSpeech, type Speech } from '../speech/speech.ts';
import type { Joined, LocalBroadcast } from './broadcast.ts';
import type { ControlMessage } from './controls.ts';
import { createSessionActor, type SessionActor } from './session-actor.ts';
import { SessionAge } from './session-age.ts';
import { createSessionEffects } from './session-effects.ts';
import { SessionEnding } from './session-ending.ts';
import { SessionNotifier } from './session-notifier.ts';
import type { SessionInfo, SessionPorts } from './session-ports.ts';
import { SessionState } from './session-state.ts';
import { toSessionStatus } from './session-status.ts';
import { SpeakerControls } from './speaker-controls.ts';
import { SpeakerPresence } from './speaker-presence.ts';

export interface SessionDeps {
  readonly info: SessionInfo;
  readonly ports: SessionPorts;
  /** The row's version now. */
  readonly version: number;
  /** The controls before a restart. If given, the session starts with them and waits for its speaker to return. */
  readonly resumed?: BroadcastState;
  /** Sends an event to the rooms of its listeners. */
  readonly outlet: (event: AudienceEvent) => void;
  /** The session is over, for whatever reason; nothing of it runs any more. */
  readonly onEnded: (session: Session) => void;
  /** The session had ended here before its row showed that another process owns it: clients must find it there. */
  readonly onFoundElsewhere?: (sessionId: string) => void;
}

export class Session implements LocalBroadcast {
  readonly info: SessionInfo;
  /** Where the speaker's audio goes. */
  readonly gate: AudioGate;
  readonly audience: SessionAudience;
  readonly speaker: SpeakerPresence;
  readonly state: SessionState;
  readonly ending: SessionEnding;
  readonly age: SessionAge;
  readonly load: SessionLoad;
  readonly introspection: IntrospectionView;
  readonly #ports: SessionPorts;
  readonly #resumed: BroadcastState | undefined;
  readonly #actor: SessionActor;
  readonly #controls: SpeakerControls;
  readonly #records: SessionRecords;
  readonly #speech: Speech;

  constructor({ info, ports: shared, version, resumed, outlet, onEnded, onFoundElsewhere }: SessionDeps) {
    const { epoch, sessionId } = info;
    this.info = info;
    this.introspection = new IntrospectionView(sessionId, shared);
    const ports = { ...shared, metrics: this.introspection.metrics, log: shared.log.forSession(sessionId) };
    const { clock, log, metrics, settings, writer } = ports;
    this.#ports = ports;
    this.#resumed = resumed;
    this.age = new SessionAge(clock, info, settings.session.lifeMs);
    this.#records = new SessionRecords({
      info,
      writer,
      clock,
      version,
      ttlS: settings.connectionTtlS,
      ownerNode: ports.node,
      onSuperseded: () => this.ending.supersede(),
    });
    const { connections } = this.#records;
    this.audience = new SessionAudience({
      sessionId,
      epoch,
      clock,
      maxListeners: settings.maxListeners,
      outlet,
      onChange: (change) => this.#actor.send({ type: 'audience.changed', audience: change }),
    });
    const { audience } = this;
    const notifier = new SessionNotifier(info, { ...ports, audience });
    this.#speech = createSpeech({
      info,
      ports,
      segmentLog: this.introspection.segments,
      languages: () => [...audience.byLanguage.keys()],
      onUnread: () => this.#actor.send({ type: 'audio.arrived' }),
      onSound: (report) => this.#actor.send(report),
      onTranscript: (transcript) => {
        this.introspection.metrics.transcript(transcript);
        notifier.showTranscript(transcript);
      },
      onCorrected: (final) => notifier.showFinal(final),
      onFinalForwarded: () => this.#actor.send({ type: 'final.forwarded' }),
    });
    const speech = this.#speech;
    this.gate = speech.gate;
    this.load = new SessionLoad(speech);
    this.state = new SessionState({ createdAt: info.createdAt, clock, audience, notifier, records: this.#records });
    this.#actor = createSessionActor({
      sessionId,
      ports,
      view: this.introspection,
      openUpstream: speech.pipeline.openUpstream,
      effects: createSessionEffects({
        sessionId,
        clock,
        metrics,
        log,
        notifier,
        speech,
        status: (reason) => toSessionStatus(this, reason, clock.unixNow()),
        send: (event) => this.#actor.send(event),
        onSpeakerDismissed: (connectionId) => connections.deleteConnection(connectionId),
      }),
      lifeMs: this.age.lifeLeftMs,
      startedAtMs: resumed === undefined ? clock.unixNow() : resumed.lastStateChange * 1000,
      onChange: (snapshot) => {
        // After the end, changes of the chart are ignored.
        if (this.state.isOver) return;
        this.state.follow(snapshot);
        this.gate.set(dropReasonOf(snapshot), snapshot.context.volume);
      },
      onOver: (reason) => this.ending.settle(reason),
    });
    const joined = { actor: this.#actor, notifier, state: this.state };
    this.speaker = new SpeakerPresence({ connections, ...joined });
    this.#controls = new SpeakerControls({ sessionId, audience, age: this.age, ...joined });
    this.ending = new SessionEnding({
      info,
      clock,
      log,
      metrics,
      speech,
      records: this.#records,
      onEnded: () => onEnded(this),
      onFoundElsewhere,
      ...joined,
    });
  }

  start(): void {
    this.#actor.start();
    if (this.#resumed === undefined) return;
    this.#controls.restore(this.#resumed);
    this.#actor.send({ type: 'speaker.missed' });
  }

  /** The rows of its connections on this node. */
  get connections(): ConnectionRecords {
    return this.#records.connections;
  }

  get broadcastState(): BroadcastState {
    return this.state.broadcast;
  }

  /** False from the moment its end was decided. */
  get isLive(): boolean {
    return this.state.isLive;
  }

  async join(listener: JoinOptions): Promise<Joined | Refusal> {
    return this.joinNow(listener);
  }

  joinNow(listener: JoinOptions): Joined | Refusal {
    if (!this.isLive) return refusal('SESSION_NOT_FOUND', { reason: 'ended' });
    const { maxListeners } = this.#ports.settings;
    if (!this.audience.join(listener)) return refusal('SESSION_FULL', { limit: maxListeners });
    this.state.record();
    return this.greeting;
  }

  /** The greeting for a listener who joins now. */
  get greeting(): Joined {
    const { audience, broadcastState, info } = this;
    const lastEvent = { epoch: info.epoch, number: audience.lastNumber };
    const listenerCount = audience.count;
    return { ok: true, broadcastState, listenerCount, audioSilentMs: this.#speech.sound.silentMs, lastEvent };
  }

  async changeLanguage(connectionId: string, targetLanguage: string): Promise<void> {
    this.audience.changeLanguage(connectionId, targetLanguage);
  }

  leave(connectionId: string): void {
    if (!this.state.isOver && this.audience.leave(connectionId)) this.state.record();
  }

  /** Carries out a control and tells the listeners. @returns the speaker's acknowledgement. */
  control(message: ControlMessage, atMs: UnixMs): ServerMessage {
    return this.#controls.carryOut(message, atMs);
  }

  /** Answers a status query; the interval of the periodic reports starts again. */
  status(): ServerMessageOf<'sessionStatus'> {
    this.#actor.send({ type: 'status.sent' });
    return toSessionStatus(this, 'requested', this.#ports.clock.unixNow());
  }

  /** Only the first end counts. @param by The connection whose socket is closed with 1000 instead of 4410. */
  async end(reason: EndReason, by?: string): Promise<void> {
    this.ending.end(reason, by);
  }

  /** Writes all its rows again: the tables may have lost them. */
  rewriteRows(): void {
    this.connections.rewrite();
    this.state.record();
  }
}
