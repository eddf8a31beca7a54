/**
 * One listener of an unattended screen, without sound. It never gives up: after any loss it comes back, and when the session
 * is over it waits for the same code.
 */
import type { Caption, HeardAudio } from '../../../src/client/client-events.ts';
import { Listener } from '../../../src/client/listener.ts';
import { RostrumError } from '../../../src/client/rostrum-error.ts';
import type { ServerMessageOf } from '../../../src/protocol/server-messages.ts';
import { HEARTBEAT_MS } from '../liveness/heartbeat.ts';
import { pause } from '../pause.ts';
import { type Said, transcriptSaid } from '../words.ts';
import { type FeedPlan, type FeedState, languageForOriginal } from './feeds.ts';
import { type Absence, patienceMs } from './patience.ts';
import { lookUpSession } from './session-look-up.ts';

export interface FeedDeps extends FeedPlan {
  readonly url: string;
  readonly sessionId: string;
  /** Target languages of the server. Never rejects. */
  offered(): Promise<readonly string[]>;
  /** @param language of the text, which may not be translated. */
  onSaid(said: Said, language: string): void;
  onOriginal(said: Said, language: string): void;
  onState(state: FeedState): void;
}

/** Why a listener is not in the session any more. */
interface Left {
  readonly state: FeedState;
  readonly absence: Absence;
  readonly askedMs: number;
}

export class Feed {
  readonly #deps: FeedDeps;
  #hasBeenIn = false;
  #sourceLanguage = 'en';

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  /** Never resolves. */
  async run(): Promise<never> {
    const { url, sessionId, onState } = this.#deps;
    onState('joining');
    let last: Absence | undefined;
    for (let times = 1; ; times++) {
      const found = await lookUpSession(url, sessionId);
      const left = found.isLive ? await this.#attend(found.sourceLanguage) : this.#toLeft(found);
      if (left.absence !== last) times = 1;
      last = left.absence;
      onState(left.state);
      await pause(patienceMs(left.absence, times, left.askedMs, Math.random()));
    }
  }

  #toLeft({ absence, retryAfterMs: askedMs }: { absence: Absence; retryAfterMs: number }): Left {
    if (absence === 'noSession') return { state: this.#hasBeenIn ? 'over' : 'noSession', absence, askedMs };
    return { state: absence === 'refused' ? 'refused' : 'reconnecting', absence, askedMs };
  }

  /** In the session, until it is over or the connection is given up. Never rejects. */
  async #attend(sourceLanguage: string): Promise<Left> {
    const { url, sessionId, language, bringsOriginal: transcripts, offered, onState } = this.#deps;
    this.#sourceLanguage = sourceLanguage;
    const targetLanguage = language ?? languageForOriginal(sourceLanguage, await offered());
    return new Promise((leave) => {
      const read = (message: Caption | HeardAudio) => this.#read(message, targetLanguage);
      const join = Listener.join({
        ...{ url, sessionId, targetLanguage, transcripts, heartbeatMs: HEARTBEAT_MS },
        on: {
          caption: read,
          audio: read,
          transcript: (transcript) => this.#readOriginal(transcript),
          sessionJoined: (joined) => {
            this.#sourceLanguage = joined.sourceLanguage;
          },
          sessionEnded: () => leave({ state: 'over', absence: 'noSession', askedMs: 0 }),
          connection: (change) => {
            if (change.state === 'open') this.#hasBeenIn = true;
            if (change.state === 'open' || change.state === 'reconnecting') onState(change.state);
            if (change.state === 'closed') leave(toLeft(change.error, this.#hasBeenIn));
          },
        },
      });
      join.catch((error: unknown) => leave(toLeft(error, this.#hasBeenIn)));
    });
  }

  #read(message: Caption | HeardAudio, targetLanguage: string): void {
    const { text, isPartial = false, translated, sourceLanguage = this.#sourceLanguage } = message;
    if (text === undefined || this.#deps.language === undefined) return;
    this.#deps.onSaid({ ...message, text, isPartial }, translated === false ? sourceLanguage : targetLanguage);
  }

  #readOriginal(transcript: ServerMessageOf<'transcript'>): void {
    this.#deps.onOriginal(transcriptSaid(transcript), this.#sourceLanguage);
  }
}

function toLeft(error: unknown, hasBeenIn: boolean): Left {
  const { code, retryAfterMs: askedMs } =
    error instanceof RostrumError ? error : new RostrumError('CONNECT_FAILED', '');
  switch (code) {
    case 'SESSION_NOT_FOUND':
      return { state: hasBeenIn ? 'over' : 'noSession', absence: 'noSession', askedMs };
    case 'SESSION_FULL':
      return { state: 'full', absence: 'refused', askedMs };
    case 'UNSUPPORTED_LANGUAGE':
      return { state: 'noLanguage', absence: 'refused', askedMs };
    case 'RATE_LIMIT_EXCEEDED':
      return { state: 'refused', absence: 'refused', askedMs };
    default:
      return { state: 'reconnecting', absence: 'unreachable', askedMs };
  }
}
