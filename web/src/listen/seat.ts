/** One listener in a session: takes what arrives over the connection, plays and shows it. It cannot be restarted. */
import type { Caption, ClientEvents, HeardAudio } from '../../../src/client/client-events.ts';
import type { Handlers } from '../../../src/client/emitter.ts';
import { Listener } from '../../../src/client/listener.ts';
import { toSpeechClip } from '../../../src/client/player/speech-clip.ts';
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import type { LanguageSelect } from '../language-select.ts';
import type { Notices } from '../notices.ts';
import { errorText, TEXTS } from '../texts.ts';
import { ListenView } from './live-view.ts';
import { type NoSound, Player } from './player.ts';

const { listen, speak } = TEXTS;

export interface SeatDeps {
  readonly notices: Notices;
  readonly url: string;
  readonly sessionId: string;
  readonly language: LanguageSelect;
  /** Called with the present language, which is kept for a reload. */
  onLanguage(language: string): void;
  /** @param reason In words. */
  onOver(reason: string): void;
}

export class ListenerSeat {
  readonly view: ListenView;
  readonly #parts: SeatDeps;
  readonly #player: Player;
  #listener: Listener | undefined;
  #sourceLanguage = 'en';
  #targetLanguage: string;
  #reason = '';
  /** The connection is over, and the speech that has arrived is played to its end. */
  #isEnding = false;
  #skipped = 0;

  /** Should be called by a click, because browsers play sound only after one. */
  constructor(parts: SeatDeps) {
    this.#parts = parts;
    this.#targetLanguage = parts.language.value;
    this.#player = new Player({
      onTick: () => this.#show(),
      onReport: (report) => this.#listener?.reportPlayback(report),
      onBroken: () => this.#withoutSound('broken'),
    });
    this.view = new ListenView(parts.sessionId, parts.language, {
      hear: () => this.#player.resume(),
      pause: (isPaused) => this.#pause(isPaused),
      volume: (level) => {
        this.#player.volume = level;
      },
      language: (language) => this.#changeLanguage(language),
      leave: () => this.#leave(),
    });
  }

  /** @throws RostrumError */
  async join(): Promise<void> {
    const { url, sessionId } = this.#parts;
    const noSound = await this.#player.open();
    if (noSound !== undefined) this.#withoutSound(noSound);
    const targetLanguage = this.#targetLanguage;
    const on = this.#handlers();
    this.#listener = await Listener.join({ url, sessionId, targetLanguage, transcripts: true, on });
    // Now and not at the next tick: whether the browser waits for a click is the first thing to know.
    this.#show();
  }

  /** Call when joining failed: ends the sound. */
  close(): void {
    this.#player.close();
  }

  #handlers(): Handlers<ClientEvents> {
    const { notices } = this.#parts;
    const { view } = this;
    const take = ({ broadcastState }: { broadcastState?: BroadcastState | undefined }) =>
      view.speaker.set(broadcastState ?? {});
    return {
      connection: (change) => {
        view.connection.set(change.state);
        if (change.state === 'open') notices.clear('draining');
        if (change.state === 'closed') this.#over(change.error ? errorText(change.error) : this.#reason);
      },
      sessionJoined: ({ sourceLanguage, broadcastState }) => {
        this.#sourceLanguage = sourceLanguage;
        take({ broadcastState });
      },
      // Listeners get only the change of the broadcast's state, not the whole state.
      broadcastPaused: () => view.speaker.set({ isPaused: true }),
      broadcastResumed: () => view.speaker.set({ isPaused: false }),
      broadcastMuted: () => view.speaker.set({ isMuted: true }),
      broadcastUnmuted: () => view.speaker.set({ isMuted: false }),
      speakerStateChanged: ({ state }) => view.speaker.set(state),
      speakerAway: () => {
        view.speaker.set({ isAway: true });
        notices.say('away', listen.awayLead, 'warning');
      },
      speakerBack: () => {
        view.speaker.set({ isAway: false });
        notices.clear('away');
      },
      languageChanged: ({ targetLanguage }) => this.#heardIn(targetLanguage),
      transcript: (transcript) => view.original.addTranscript(transcript, this.#sourceLanguage),
      caption: (caption) => this.#read(caption),
      audio: (audio) => this.#hear(audio),
      serverDraining: () => notices.say('draining', listen.draining),
      sessionEnded: ({ reason }) => {
        this.#reason = speak.endReasons[reason] ?? speak.ended;
      },
    };
  }

  #read(caption: Caption | HeardAudio): void {
    const { text, isPartial = false, targetLanguage = this.#targetLanguage, translated, sourceLanguage } = caption;
    // A message in the previous language can still arrive after a change.
    if (targetLanguage !== this.#targetLanguage) return;
    const { notices } = this.#parts;
    if (caption.type === 'caption' && caption.reason !== undefined && !isPartial) {
      notices.say('caption', listen.captionOnly, 'warning');
    }
    const language = translated === false ? (sourceLanguage ?? this.#sourceLanguage) : targetLanguage;
    if (text !== undefined) this.view.words.add({ ...caption, text, isPartial }, language);
  }

  #hear(audio: HeardAudio): void {
    const { notices } = this.#parts;
    const clip = toSpeechClip(audio);
    if (clip === undefined) {
      notices.say('sound', listen.unplayable, 'problem');
      return;
    }
    this.#read(audio);
    if ((audio.targetLanguage ?? this.#targetLanguage) === this.#targetLanguage) this.#player.add(clip);
  }

  #withoutSound(reason: NoSound): void {
    this.view.withoutSound();
    this.#parts.notices.say('noSound', listen.noSound[reason], 'problem');
  }

  #changeLanguage(language: string): void {
    this.#listener?.changeLanguage(language).catch((error: unknown) => {
      this.#parts.language.value = this.#targetLanguage;
      this.#parts.notices.say('language', errorText(error), 'problem');
    });
  }

  #heardIn(language: string): void {
    if (language === this.#targetLanguage) return;
    this.#targetLanguage = language;
    this.#player.reset();
    this.#parts.notices.clear('caption');
    this.#parts.onLanguage(language);
  }

  #pause(isPaused: boolean): void {
    if (!isPaused) {
      this.#player.resume();
      return;
    }
    this.#player.pause();
    // The server only acknowledges this. The sound stops here, whatever the answer is.
    this.#listener?.pausePlayback().catch(() => {});
  }

  #leave(): void {
    this.#reason = listen.left;
    this.#player.close();
    if (this.#isEnding) this.#parts.onOver(this.#reason);
    else this.#listener?.close();
  }

  #over(reason: string): void {
    // Before the session has begun, `join` throws the error.
    if (this.#listener === undefined) return;
    this.#reason = reason;
    this.#isEnding = true;
    if (this.#isHeardToTheEnd) this.#parts.onOver(reason);
    else this.#parts.notices.say('ending', listen.ending);
  }

  get #isHeardToTheEnd(): boolean {
    return this.#player.isClosed || this.#player.isBlocked || this.#player.isIdle;
  }

  #show(): void {
    const { level, numbers } = this.view;
    level.set(this.#player.level);
    numbers.set(this.#player.numbers);
    this.view.blocked(this.#player.isBlocked);
    const { skipped } = this.#player.numbers;
    if (skipped > this.#skipped) this.#parts.notices.say('skipped', listen.skippedAhead);
    this.#skipped = skipped;
    if (!this.#isEnding || !this.#isHeardToTheEnd) return;
    this.#parts.notices.clear('ending');
    this.#parts.onOver(this.#reason);
  }
}
