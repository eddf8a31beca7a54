/** A speaker: creates a session or attaches to one, sends speech, controls the broadcast. For browsers and Node. */
import type { StateChange } from '../protocol/client-messages.ts';
import type { QualityTier } from '../protocol/languages.ts';
import type { SegmentMode } from '../protocol/segments.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { type Pcm, type PcmSource, piecesOf, toBytes } from './audio-source.ts';
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
  /** Limit of speech that is held until the server has answered it, ms; above it the oldest is dropped. */
  readonly maxHeldMs?: number;
  /** Default 45. Must be below the server's limit, which is 50 by default. */
  readonly maxChunksPerSecond?: number;
}
export interface CreateOptions extends SpeakerOptions {
  readonly sourceLanguage: string;
  readonly qualityTier?: QualityTier;
  /** Where speech is cut for translation; default: the server's own setting. */
  readonly segments?: SegmentMode;
}
/** What a new session is to be. */
type Wanted = Pick<CreateOptions, 'sourceLanguage' | 'qualityTier' | 'segments'>;
export interface AttachOptions extends SpeakerOptions {
  readonly sessionId: string;
}

export const MAX_HELD_MS = 60_000;
const MAX_CHUNKS_PER_SECOND = 45;
const BYTES_PER_MS = 32;
/** Time limit for sessionEnded: the server takes up to 8 s to translate the last words first. */
const ENDING_MS = 15_000;

export class Speaker extends Client {
  readonly #audio: SpeakerAudio;
  readonly #clock: ReturnType<typeof platformOf>['clock'];
  readonly #drainMs: number;
  #end: Promise<ServerMessageOf<'sessionEnded'>> | undefined;

  /** Creates a session. @throws RostrumError: the server's refusal, or CONNECT_FAILED. */
  static create(options: CreateOptions): Promise<Speaker> {
    return Speaker.#start(options, options, undefined);
  }

  /** Attaches to an existing session of this user, made over HTTP or left before. @throws RostrumError as `create`. */
  static attach(options: AttachOptions): Promise<Speaker> {
    return Speaker.#start(options, undefined, options.sessionId);
  }

  static async #start(
    options: SpeakerOptions,
    wanted: Wanted | undefined,
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
    const connection = new Connection({
      options,
      token: options.token,
      sessionId,
      seat: seatOf(audio, wanted),
      events,
    });
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
   * Sends one chunk as it is: 100 to 32,768 bytes. Never waits: audio that cannot be sent now is held, and above
   * `maxHeldMs` the oldest is dropped (event `overflow`). @throws RostrumError once the connection is closed;
   * RangeError for over 1 MiB.
   */
  send(pcm: Pcm): void {
    this.#audio.send(toBytes(pcm).slice()); // copied: a microphone reuses its buffer for the next samples
  }

  /**
   * Sends a whole source in chunks of 100 ms, at the source's own pace; a file as fast as the server accepts it. Waits
   * where `send` would drop audio. Resolves when all of it is sent or held; `drained()` resolves when it has arrived.
   * @throws RostrumError when the connection is closed; the source's own errors.
   */
  async stream(source: PcmSource): Promise<void> {
    const slicer = new PcmSlicer();
    const pieces = piecesOf(source);
    try {
      for (;;) {
        // A source that gives nothing more must not keep this call waiting after the connection is closed.
        const { done, value } = await this.#audio.orOver(pieces.next());
        if (done) break;
        for (const frame of slicer.push(toBytes(value))) await this.#offer(frame);
      }
    } finally {
      pieces.return().catch(() => {}); // not awaited: a source that gives nothing may never return
    }
    const rest = slicer.flush();
    if (rest) await this.#offer(rest);
  }

  /**
   * Resolves when the server has answered all audio. @throws RostrumError when the connection is closed before that.
   */
  drained(): Promise<void> {
    return this.#audio.drained();
  }

  // Controls are sent before audio that still waits: a speaker who mutes does not want to be heard.

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

  /** Changes several controls at once: all of them, or none. */
  changeState(state: StateChange): Promise<ServerMessageOf<'speakerStateChanged'>> {
    return this.connection.ask<'speakerStateChange'>({ action: 'speakerStateChange', state }, 'speakerStateChanged');
  }

  status(): Promise<ServerMessageOf<'sessionStatus'>> {
    return this.connection.ask<'getSessionStatus'>({ action: 'getSessionStatus' }, 'sessionStatus');
  }

  /**
   * Ends the session for everybody, after the audio that was sent has arrived; waits `requestTimeoutMs` for that at
   * most. Resolves when the last words are translated. Asked twice, it is told once; after a failure it can be asked again.
   * @param reason For the server's log.
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
    try {
      await Promise.race([this.drained(), tooLong]).finally(() => this.#clock.clearTimeout(timer));
      const message = { action: 'endSession' as const, ...(reason === undefined ? {} : { reason }) };
      return await this.connection.ask<'endSession'>(message, 'sessionEnded', ENDING_MS);
    } catch (error) {
      this.#end = undefined;
      throw error;
    }
  }

  async #offer(frame: Uint8Array): Promise<void> {
    await this.#audio.roomFor(frame.length);
    this.#audio.send(frame);
  }
}

function seatOf(audio: SpeakerAudio, wanted: Wanted | undefined): Seat {
  return {
    query: (arrival, { sessionId }): Record<string, string> => {
      if (arrival === 'refresh') return { action: 'refreshConnection', role: 'speaker', sessionId };
      return sessionId === '' ? {} : { sessionId };
    },
    // Sent on the open socket, not in the URL: a browser does not show why an upgrade was refused.
    hello: (arrival) => {
      if (arrival !== 'first' || wanted === undefined) return undefined;
      const { sourceLanguage, qualityTier = 'standard', segments } = wanted;
      return { action: 'createSession', sourceLanguage, qualityTier, ...(segments === undefined ? {} : { segments }) };
    },
    greeting: (arrival) => (arrival === 'refresh' ? 'connectionRefreshComplete' : 'sessionCreated'),
    seated: (link) => audio.seated(link),
    received: (link, message, wasAsked) => audio.received(link, message, wasAsked),
    lost: (link) => audio.lost(link),
    over: (error: RostrumError) => audio.over(error),
  };
}
