/** One session of the page to speak: its connection, its sound, and its desk. It cannot be restarted. */
import type { ClientEvents, ConnectionChange } from '../../../src/client/client-events.ts';
import type { TokenSource } from '../../../src/client/client-options.ts';
import type { Handlers } from '../../../src/client/emitter.ts';
import { Speaker } from '../../../src/client/speaker.ts';
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import { CLOSES } from '../../../src/protocol/close-codes.ts';
import { KeepView } from '../keep/keep-view.ts';
import { keptWords } from '../keep/page-storage.ts';
import { HEARTBEAT_MS } from '../liveness/heartbeat.ts';
import { DESK } from '../texts/desk.ts';
import { endWords } from '../texts/end-words.ts';
import type { Words } from '../texts/locale.ts';
import { SPEAK } from '../texts/speak.ts';
import { speakErrorWords } from '../texts/speak-errors.ts';
import type { BroadcastDeps } from './broadcast-deps.ts';
import type { CapturedFrame } from './captured-frame.ts';
import { Controls } from './desk/controls.ts';
import { Desk } from './desk/desk.ts';
import { SentSource } from './desk/sent-source.ts';
import { oldPosition } from './desk/spoken-times.ts';
import { leaveSession } from './leave-session.ts';
import { LiveView } from './live-view.ts';
import type { PreparedSource } from './mic/prepared-source.ts';
import { SessionKeeper } from './session-keeper.ts';

const speak = SPEAK;

/** What is said about a session that goes on. What it has lost stays to be read after its end. */
const TOPICS = ['draining', 'control', 'source', 'mended'] as const;

export class Broadcast {
  readonly view: LiveView;
  readonly #parts: BroadcastDeps;
  readonly #controls: Controls;
  readonly #desk: Desk;
  readonly #source: SentSource;
  readonly #keeper: SessionKeeper;
  readonly #life = new AbortController();
  #speaker: Speaker | undefined;
  #keep: KeepView | undefined;
  #reason: Words = '';

  constructor(parts: BroadcastDeps) {
    this.#parts = parts;
    const { notices, url, sourceLanguage, left } = parts;
    this.view = new LiveView({
      use: (source) => void this.#source.choose(source),
      set: (control, isOn) => this.#controls.set(control, isOn),
      volume: (level) => this.#controls.setVolume(level),
      end: () => this.#end(),
      monitor: (language) => this.#desk.monitor.choose(language),
    });
    const speaker = () => this.#speaker;
    this.#controls = new Controls({ notices, speaker, onChanged: () => this.#showControls() });
    this.#desk = new Desk({
      notices,
      view: this.view,
      url,
      sourceLanguage,
      left: left && (left.clock ?? oldPosition()),
      speaker,
      controls: this.#controls,
    });
    this.#keeper = new SessionKeeper({
      position: () => this.#desk.position,
      monitor: () => this.#desk.monitor.language,
    });
    const { opener } = parts;
    this.#source = new SentSource({
      notices,
      opener,
      view: this.view,
      desk: this.#desk,
      signal: this.#life.signal,
      onFrame: (frame) => this.#send(frame),
      onUsed: () => this.#showControls(),
    });
  }

  /** Creates a session, or resumes the one that was left. @throws RostrumError; an AbortError if it was closed meanwhile. */
  async start(token: TokenSource): Promise<void> {
    const { url, sourceLanguage, left, seat, targets, sample } = this.#parts;
    const options = { url, token, heartbeatMs: HEARTBEAT_MS, on: this.#handlers() };
    const speaker = left
      ? await Speaker.attach({ ...options, sessionId: left.sessionId })
      : await Speaker.create({ ...options, sourceLanguage });
    if (this.#isOver) leaveSession(speaker, left === undefined);
    this.#life.signal.throwIfAborted();
    this.#speaker = speaker;
    seat.hold(speaker.sessionId);
    this.view.source.offer(sample());
    this.view.monitor.offer(targets(), left?.monitor);
    this.#desk.monitor.choose(this.view.monitor.language);
    speaker.status().catch(() => {});
    this.#watchPage();
    this.#desk.show();
  }

  /** The server offers other languages than before: one that has just started learns which voices it has. */
  offer(): void {
    const { monitor } = this.view;
    const { language } = monitor;
    const targets = this.#parts.targets();
    if (language === undefined || targets.some((target) => target.language === language)) {
      monitor.offer(targets, language);
    }
  }

  /** Call when the start failed or the session is over: ends the sound. */
  close(): void {
    if (this.#isOver) return;
    const { notices } = this.#parts;
    this.#life.abort();
    this.view.closeDialogs();
    this.#desk.close();
    for (const topic of TOPICS) notices.clear(topic);
    this.#parts.opener.close();
    this.#parts.seat.release();
  }

  /**
   * Speaks with the source that the session was made for.
   * @throws MicProblem if it was lost meanwhile: then nobody needs the session, and it is ended.
   */
  use(source: PreparedSource): void {
    try {
      this.#source.use(source);
    } catch (error) {
      const speaker = this.#speaker;
      // Nothing is told of its end.
      this.#speaker = undefined;
      this.#keeper.over(false);
      if (speaker) leaveSession(speaker, true);
      this.close();
      throw error;
    }
  }

  get #isOver(): boolean {
    return this.#life.signal.aborted;
  }

  #send(frame: CapturedFrame): void {
    this.view.glance.level.set(frame.level);
    // While the broadcast is paused or muted, no audio leaves the page.
    if (this.#isOver || this.#controls.isClosed) return;
    if (this.#speaker === undefined || this.#speaker.state === 'closed') return;
    this.#speaker.send(frame.pcm);
    this.#desk.sent(frame);
  }

  #end(): void {
    const { notices } = this.#parts;
    notices.clear('control');
    notices.say('ending', speak.ending);
    this.#desk.ending(true);
    this.#source.ending(true);
    this.#speaker?.end().catch((error: unknown) => {
      if (this.#isOver) return;
      notices.clear('ending');
      notices.say('control', speakErrorWords(error), 'problem');
      this.#desk.ending(false);
      this.#source.ending(false);
    });
  }

  #handlers(): Handlers<ClientEvents> {
    const { notices, url, server } = this.#parts;
    const take = ({ broadcastState }: { broadcastState?: BroadcastState | undefined }) =>
      this.#controls.told(broadcastState);
    const desk = this.#desk.handlers();
    return {
      ...desk,
      connection: (change) => {
        this.#desk.connection(change);
        if (change.state === 'open') notices.clear('draining');
        if (change.state === 'closed') this.#over(change.error);
      },
      sessionCreated: (greeting) => {
        // Given up while it was connecting.
        if (this.#isOver) return;
        const { sessionId, sourceLanguage, broadcastState } = greeting;
        const isNew = this.#keeper.greeted({ url, sessionId, sourceLanguage });
        // After a reconnect it is there already, and a code may be open over the whole screen.
        if (isNew) this.view.invite.set(sessionId, server);
        this.#offerWords(sessionId);
        this.#desk.greeted(greeting);
        this.#controls.told(broadcastState);
        this.#controls.askAgain();
      },
      transcript: (transcript) => {
        desk.transcript?.(transcript);
        keptWords(transcript.sessionId).addTranscript(transcript, this.#parts.sourceLanguage);
      },
      broadcastPaused: take,
      broadcastResumed: take,
      broadcastMuted: take,
      broadcastUnmuted: take,
      volumeChanged: take,
      speakerStateChanged: ({ state }) => this.#controls.told(state),
      sessionStatus: (status) => {
        desk.sessionStatus?.(status);
        take(status);
      },
      serverDraining: () => notices.say('draining', speak.draining),
      sessionEnded: ({ reason }) => {
        this.#reason = endWords(reason);
      },
    };
  }

  #showControls(): void {
    const { shown, isHeld } = this.#controls;
    const { capture } = this.#parts.opener;
    this.view.controls.set(shown);
    capture?.hold(isHeld);
    capture?.mute(shown.isMuted);
    this.#desk.show();
  }

  /** What the page does as a window: the key that mutes, the question before it is left, what is kept for a reload. */
  #watchPage(): void {
    const { signal } = this.#life;
    this.view.controls.listenForSpace(signal);
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
    this.#keeper.follow(signal);
  }

  #over(error: Extract<ConnectionChange, { state: 'closed' }>['error']): void {
    // Before the session has begun, `start` throws the error.
    if (this.#speaker === undefined) return;
    const isTaken = error?.details.closeCode === CLOSES.replaced.code;
    const taken = this.#keeper.over(isTaken);
    this.close();
    const reason = error ? speakErrorWords(error) : this.#reason;
    this.#parts.onOver(taken ? DESK.taken : reason, this.#keep?.left ?? [], taken);
  }

  /** The session is known: its words can be saved, also those from before a reload. */
  #offerWords(sessionId: string): void {
    if (this.#keep) return;
    this.#keep = new KeepView(keptWords(sessionId));
    this.view.keep(this.#keep.view);
  }
}
