/** A speaker: makes or takes up a session, sends speech, and has the broadcast's controls. For browsers and Node. */
import type { StateChange } from '../protocol/client-messages.ts';
import type { QualityTier } from '../protocol/languages.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { bytesOf, type Pcm, type PcmSource, piecesOf } from './audio-source.ts';
import { Client } from './client.ts';
import type { ClientEvents } from './client-events.ts';
import { type ClientOptions, DEFAULTS, type TokenSource } from './client-options.ts';
import { Connection } from './connection.ts';
import { Emitter } from './emitter.ts';
import { PcmSlicer } from './pcm-slicer.ts';
import { platformOf } from './platform.ts';
import type { RostrumError } from './rostrum-error.ts';
import type { Seat } from './seat.ts';
import { type AudioCounts, SpeakerAudio } from './speaker-audio.ts';

export interface SpeakerOptions extends ClientOptions {
  readonly token: TokenSource;
  /** Speech kept until the server has answered for it, ms; over it the oldest goes. */
  readonly maxHeldMs?: number;
  /** Under the server's limit, 50 by default. */
  readonly maxChunksPerSecond?: number;
}
export interface CreateOptions extends SpeakerOptions {
  readonly sourceLanguage: string;
  readonly qualityTier?: QualityTier;
}
export interface AttachOptions extends SpeakerOptions {
  readonly sessionId: string;
}

const MAX_HELD_MS = 60_000;
const MAX_CHUNKS_PER_SECOND = 45;
const BYTES_PER_MS = 32;
/** The last words are translated before the session ends, for 8 s at most. */
const ENDING_MS = 15_000;

export class Speaker extends Client {
  readonly #audio: SpeakerAudio;
  readonly #clock: ReturnType<typeof platformOf>['clock'];
  readonly #drainMs: number;
  #end: Promise<ServerMessageOf<'sessionEnded'>> | undefined;

  /** Makes a session. @throws RostrumError: the server's refusal, or CONNECT_FAILED. */
  static create(options: CreateOptions): Promise<Speaker> {
    return Speaker.#start(options, options, undefined);
  }

  /** Takes up an own session: one made over HTTP, or left before. @throws RostrumError as `create`. */
  static attach(options: AttachOptions): Promise<Speaker> {
    return Speaker.#start(options, undefined, options.sessionId);
  }

  static async #start(
    options: SpeakerOptions,
    wish: Pick<CreateOptions, 'sourceLanguage' | 'qualityTier'> | undefined,
    sessionId: string | undefined,
  ): Promise<Speaker> {
    const events = new Emitter<ClientEvents>(options.on);
    const audio = new SpeakerAudio({
      clock: platformOf(options).clock,
      maxBytes: (options.maxHeldMs ?? MAX_HELD_MS) * BYTES_PER_MS,
      maxChunksPerSecond: options.maxChunksPerSecond ?? MAX_CHUNKS_PER_SECOND,
      patienceMs: options.giveUpAfterMs ?? DEFAULTS.giveUpAfterMs,
      onOverflow: (overflow) => events.emit('overflow', overflow),
    });
    const connection = new Connection({ options, token: options.token, sessionId, seat: seatOf(audio, wish), events });
    const speaker = new Speaker(events, connection, audio, options);
    await connection.open();
    return speaker;
  }

  private constructor(
    events: Emitter<ClientEvents>,
    connection: Connection,
    audio: SpeakerAudio,
    options: SpeakerOptions,
  ) {
    super(events, connection);
    this.#audio = audio;
    this.#clock = platformOf(options).clock;
    this.#drainMs = options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs;
  }

  get audio(): AudioCounts {
    return this.#audio.counts;
  }

  /**
   * Sends one chunk, as it is: 100 to 32,768 bytes. Never waits: what cannot go out now is held, and over `maxHeldMs` the
   * oldest goes (event `overflow`). @throws RostrumError once the connection is closed; RangeError for over 1 MiB.
   */
  send(pcm: Pcm): void {
    this.#audio.send(bytesOf(pcm).slice()); // a microphone writes its next samples over these
  }

  /**
   * Sends a whole source in chunks of 100 ms, at the source's own pace: a file as fast as the server takes it. Waits
   * where `send` would lose something. Resolves when the last of it is handed over; `drained()` says when it has arrived.
   * @throws RostrumError when the connection is closed; what the source throws.
   */
  async stream(source: PcmSource): Promise<void> {
    const slicer = new PcmSlicer();
    const pieces = piecesOf(source);
    try {
      for (;;) {
        // A source that never says another word does not hold this for longer than the connection lasts.
        const { done, value } = await this.#audio.orOver(pieces.next());
        if (done) break;
        for (const frame of slicer.push(bytesOf(value))) await this.#offer(frame);
      }
    } finally {
      pieces.return().catch(() => {}); // it is not waited for: it may be the one that says nothing
    }
    const rest = slicer.flush();
    if (rest) await this.#offer(rest);
  }

  /** Resolves when the server has answered for everything sent. @throws RostrumError when the connection is closed before. */
  drained(): Promise<void> {
    return this.#audio.drained();
  }

  // Controls overtake speech that still waits: who mutes does not want to be heard.

  pause(): Promise<ServerMessageOf<'broadcastPaused'>> {
    return this.connection.ask<'pauseBroadcast'>({ action: 'pauseBroadcast' }, 'broadcastPaused');
  }

  resume(): Promise<ServerMessageOf<'broadcastResumed'>> {
    return this.connection.ask<'resumeBroadcast'>({ action: 'resumeBroadcast' }, 'broadcastResumed');
  }

  mute(): Promise<ServerMessageOf<'broadcastMuted'>> {
    return this.connection.ask<'muteBroadcast'>({ action: 'muteBroadcast' }, 'broadcastMuted');
  }

  unmute(): Promise<ServerMessageOf<'broadcastUnmuted'>> {
    return this.connection.ask<'unmuteBroadcast'>({ action: 'unmuteBroadcast' }, 'broadcastUnmuted');
  }

  /** @param volumeLevel 0 to 1. */
  setVolume(volumeLevel: number): Promise<ServerMessageOf<'volumeChanged'>> {
    return this.connection.ask<'setVolume'>({ action: 'setVolume', volumeLevel }, 'volumeChanged');
  }

  /** Several controls at once: all of them, or none. */
  changeState(state: StateChange): Promise<ServerMessageOf<'speakerStateChanged'>> {
    return this.connection.ask<'speakerStateChange'>({ action: 'speakerStateChange', state }, 'speakerStateChanged');
  }

  status(): Promise<ServerMessageOf<'sessionStatus'>> {
    return this.connection.ask<'getSessionStatus'>({ action: 'getSessionStatus' }, 'sessionStatus');
  }

  /**
   * Ends the session for everybody, once what was sent has arrived; it waits for that as long as for any answer.
   * Resolves when the last words are translated. @param reason For the server's log.
   */
  end(reason?: string): Promise<ServerMessageOf<'sessionEnded'>> {
    this.#end ??= this.#endNow(reason);
    return this.#end;
  }

  async #endNow(reason: string | undefined): Promise<ServerMessageOf<'sessionEnded'>> {
    let timer: unknown;
    const tooLong = new Promise<void>((resolve) => {
      timer = this.#clock.setTimeout(resolve, this.#drainMs);
    });
    await Promise.race([this.drained(), tooLong]).finally(() => this.#clock.clearTimeout(timer));
    const message = { action: 'endSession' as const, ...(reason === undefined ? {} : { reason }) };
    return this.connection.ask<'endSession'>(message, 'sessionEnded', ENDING_MS);
  }

  async #offer(frame: Uint8Array): Promise<void> {
    await this.#audio.roomFor(frame.length);
    this.#audio.send(frame);
  }
}

function seatOf(audio: SpeakerAudio, wish: Pick<CreateOptions, 'sourceLanguage' | 'qualityTier'> | undefined): Seat {
  return {
    query: (arrival, { sessionId }): Record<string, string> => {
      if (arrival === 'refresh') return { action: 'refreshConnection', role: 'speaker', sessionId };
      return sessionId === '' ? {} : { sessionId };
    },
    // Asked for on the open socket, and not by the URL: there a browser is shown no reason for a refusal.
    hello: (arrival) => {
      if (arrival !== 'first' || wish === undefined) return undefined;
      const { sourceLanguage, qualityTier = 'standard' } = wish;
      return { action: 'createSession', sourceLanguage, qualityTier };
    },
    greeting: (arrival) => (arrival === 'refresh' ? 'connectionRefreshComplete' : 'sessionCreated'),
    seated: (link) => audio.seated(link),
    received: (link, message, wasAsked) => audio.received(link, message, wasAsked),
    lost: (link) => audio.lost(link),
    over: (error: RostrumError) => audio.over(error),
  };
}
