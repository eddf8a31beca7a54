/** Gathers what a listener's status is made of: the connection, signs of the server, what the speaker does. Pure. */
import { type ConnectionChange, type Incoming, isMessage } from '../../../src/client/client-events.ts';
import { OnAirState } from '../liveness/on-air.ts';
import type { PageState } from '../liveness/page-life.ts';
import { SignWatch } from '../liveness/sign-watch.ts';
import { type Condition, conditionOf } from './condition.ts';

/** Without a sign for so long nothing gets through: the page asks for one every 5 s, ms. */
const NO_SIGN_MS = 12_000;

export class SeatStatus {
  readonly #onAir = new OnAirState();
  readonly #signs: SignWatch;
  #connection: ConnectionChange = { state: 'connecting' };
  #retryAtMs: number | undefined;

  constructor(page: PageState, nowMs: number) {
    this.#signs = new SignWatch(NO_SIGN_MS, nowMs);
    this.page(page, nowMs);
  }

  /** The page is seen or not, the network there or not. */
  page({ isVisible, isOnline }: PageState, nowMs: number): void {
    this.#signs.visible(isVisible, nowMs);
    this.#signs.online(isOnline, nowMs);
  }

  connection(change: ConnectionChange, nowMs: number): void {
    this.#connection = change;
    this.#retryAtMs = change.state === 'reconnecting' ? nowMs + change.delayMs : undefined;
    if (change.state === 'open') this.#signs.sign(nowMs);
  }

  /** Any message of the server. */
  message(message: Incoming, nowMs: number): void {
    this.#signs.sign(nowMs);
    const onAir = this.#onAir;
    if (isMessage(message, 'sessionJoined')) onAir.greeted(message);
    else if (message.type === 'broadcastPaused') onAir.controls({ isPaused: true });
    else if (message.type === 'broadcastResumed') onAir.controls({ isPaused: false });
    else if (message.type === 'broadcastMuted') onAir.controls({ isMuted: true });
    else if (message.type === 'broadcastUnmuted') onAir.controls({ isMuted: false });
    else if (isMessage(message, 'volumeChanged')) onAir.controls({ volume: message.volumeLevel });
    else if (isMessage(message, 'speakerStateChanged')) onAir.controls(message.state);
    else if (message.type === 'audioSilent') onAir.silent();
    else if (message.type === 'audioHeard') onAir.heard();
    else if (message.type === 'speakerAway') onAir.away(true);
    else if (message.type === 'speakerBack') onAir.away(false);
    else if (WORDS.includes(message.type)) onAir.spoke();
  }

  condition(nowMs: number): Condition {
    const { state } = this.#connection;
    const facts = {
      connection: state,
      retryAtMs: this.#retryAtMs,
      isInLine: this.#connection.state === 'reconnecting' && this.#connection.isInLine,
      sign: this.#signs.state(nowMs),
      quietMs: this.#signs.quietMs(nowMs),
      onAir: this.#onAir.state,
    };
    return conditionOf(facts, nowMs);
  }
}

/** What comes of the speaker's words. */
const WORDS: readonly string[] = ['transcript', 'caption', 'audio'];
