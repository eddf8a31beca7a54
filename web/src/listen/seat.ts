/** One listener in a session: takes what arrives over the connection, plays and shows it. It cannot be restarted. */
import type { Caption, ClientEvents, HeardAudio } from '../../../src/client/client-events.ts';
import type { Handlers } from '../../../src/client/emitter.ts';
import { Listener } from '../../../src/client/listener.ts';
import { toSpeechClip } from '../../../src/client/player/speech-clip.ts';
import { KeepView } from '../keep/keep-view.ts';
import type { KeptWords } from '../keep/kept-words.ts';
import { keptWords } from '../keep/page-storage.ts';
import { followPageLife, isReturn, type PageEvent, type PageState, pageState } from '../liveness/page-life.ts';
import type { Notices } from '../notices.ts';
import { pause } from '../pause.ts';
import type { Offer } from '../server-info.ts';
import { endWords, lossWords } from '../texts/end-words.ts';
import { errorWords } from '../texts/error-words.ts';
import type { Words } from '../texts/locale.ts';
import { CARE } from './care.ts';
import { LanguageWish } from './language-wish.ts';
import { ListenView, type ListenViewParts } from './live-view.ts';
import { SeatStatus } from './seat-status.ts';
import { AwakeScreen } from './sound/awake-screen.ts';
import { NoVoice } from './sound/no-voice.ts';
import { SeatSound } from './sound/seat-sound.ts';

export interface SeatDeps extends ListenViewParts {
  /** What there is in a language. */
  offers(language: string): Offer;
  readonly notices: Notices;
  readonly url: string;
  /** Sound and text; else text only. */
  readonly sound: boolean;
  /** Called with the present language, which is kept for a reload. */
  onLanguage(language: string): void;
  /** @param reason In words. */
  onOver(reason: Words): void;
}

/** How often the status is looked at, ms. */
const LOOK_MS = 250;
/** How long the page says that speech cannot be played, ms: the next speech may be another. */
const UNPLAYABLE_MS = 20_000;

export class ListenerSeat {
  readonly view: ListenView;
  readonly keep: KeepView;
  readonly #parts: SeatDeps;
  readonly #kept: KeptWords;
  readonly #sound: SeatSound;
  readonly #status = new SeatStatus(pageState(), performance.now());
  readonly #noVoice: NoVoice;
  readonly #screen = new AwakeScreen(navigator.wakeLock);
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #endPageLife: () => void;
  readonly #wish: LanguageWish;
  #listener: Listener | undefined;
  #sourceLanguage = 'en';
  #targetLanguage: string;
  #reason: Words = '';
  /** The connection is over, and the speech that has arrived is played to its end. */
  #isEnding = false;

  /** Should be called by a click, because browsers play sound only after one. */
  constructor(parts: SeatDeps) {
    this.#parts = parts;
    const { notices, remembered, sessionId, sound } = parts;
    this.#targetLanguage = parts.language.value;
    this.#noVoice = new NoVoice(notices, remembered);
    this.#kept = keptWords(sessionId);
    this.keep = new KeepView(this.#kept);
    this.view = new ListenView(parts, {
      hear: () => this.#sound.hear(),
      sound: (isOn) => this.#sound.turn(isOn),
      pause: (isPaused) => this.#pause(isPaused),
      volume: (level) => {
        this.#sound.volume = level;
      },
      language: (language) => this.#changeLanguage(language),
      leave: () => this.#leave(),
    });
    this.view.keep(this.keep.view);
    const deps = {
      ...{ notices, remembered, sessionId },
      hasVoice: () => this.#offersVoice,
      onTick: () => this.#show(),
      onReport: (report: Parameters<Listener['reportPlayback']>[0]) => this.#listener?.reportPlayback(report),
      onPause: (isPaused: boolean) => this.view.paused(isPaused),
    };
    this.#sound = new SeatSound(deps, sound);
    this.#wish = new LanguageWish({
      ask: async (language) => this.#listener?.changeLanguage(language),
      pause,
      onSettled: (problem) => this.#wished(problem),
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#endPageLife = followPageLife((event, state) => this.#page(event, state));
  }

  /** The language that is heard. */
  get targetLanguage(): string {
    return this.#targetLanguage;
  }

  /** @throws RostrumError */
  async join(): Promise<void> {
    const { url, sessionId } = this.#parts;
    const targetLanguage = this.#targetLanguage;
    const on = this.#handlers();
    this.#listener = await Listener.join({ url, sessionId, targetLanguage, transcripts: true, on, ...CARE });
    void this.#screen.keep();
    this.#noVoice.begin(this.#sound.hasVoice);
    // Now and not at the next tick: whether the browser waits for a click is the first thing to know.
    this.#look();
  }

  /** Ends the sound and everything else. */
  close(): void {
    clearInterval(this.#timer);
    this.#endPageLife();
    this.#sound.close();
    void this.#screen.release();
  }

  #handlers(): Handlers<ClientEvents> {
    const { notices } = this.#parts;
    const { view } = this;
    return {
      connection: (change) => {
        this.#status.connection(change, performance.now());
        this.#showStatus();
        if (change.state === 'open') notices.clear('draining');
        if (change.state === 'closed') this.#over(change.error ? lossWords(change.error) : this.#reason);
      },
      message: (message) => {
        this.#status.message(message, performance.now());
        this.#showStatus();
      },
      sessionJoined: ({ sourceLanguage }) => {
        this.#sourceLanguage = sourceLanguage;
      },
      languageChanged: ({ targetLanguage }) => this.#heardIn(targetLanguage),
      transcript: (transcript) => {
        view.original.addTranscript(transcript, this.#sourceLanguage);
        this.#kept.addTranscript(transcript, this.#sourceLanguage);
      },
      caption: (caption) => this.#read(caption),
      audio: (audio) => this.#hear(audio),
      serverDraining: () => notices.say('draining', (t) => t.notices.draining),
      sessionEnded: ({ reason }) => {
        this.#reason = endWords(reason);
      },
    };
  }

  /** What the browser says of the page and the network: the connection and the sound are looked at now, not by a timer. */
  #page(event: PageEvent, state: PageState): void {
    this.#status.page(state, performance.now());
    if (isReturn(event)) {
      this.#listener?.check();
      this.#sound.again();
      if (this.#listener && !this.#isEnding) void this.#screen.keep();
    }
    this.#look();
  }

  #read(caption: Caption | HeardAudio): void {
    const { text, isPartial = false, targetLanguage = this.#targetLanguage, translated, sourceLanguage } = caption;
    const language = translated === false ? (sourceLanguage ?? this.#sourceLanguage) : targetLanguage;
    if (text !== undefined) this.#kept.add('translation', { ...caption, text, isPartial }, language, targetLanguage);
    // A message in the previous language can still arrive after a change.
    if (targetLanguage !== this.#targetLanguage) return;
    if (caption.type === 'caption' && caption.reason !== undefined && !isPartial) this.#noVoice.say();
    if (text !== undefined) this.view.words.add({ ...caption, text, isPartial }, language);
  }

  #hear(audio: HeardAudio): void {
    const clip = toSpeechClip(audio);
    if (clip === undefined) {
      this.#parts.notices.say('sound', (t) => t.sound.unplayable, 'problem', UNPLAYABLE_MS);
      return;
    }
    this.#read(audio);
    if ((audio.targetLanguage ?? this.#targetLanguage) === this.#targetLanguage) this.#sound.add(clip);
  }

  #changeLanguage(language: string): void {
    // Its sound is begun by this click: some browsers let it begin by no other.
    this.#sound.look();
    this.#parts.notices.clear('language');
    void this.#wish.want(language);
  }

  /** No change of language is on its way any more: the choice shows what is heard, whatever was wished. */
  #wished(problem: unknown): void {
    if (this.#isEnding) return;
    this.#parts.language.value = this.#targetLanguage;
    if (problem !== undefined) this.#parts.notices.say('language', errorWords(problem), 'problem');
  }

  #heardIn(language: string): void {
    // Somebody may have picked another one since.
    if (!this.#wish.isOpen) this.#parts.language.value = language;
    this.#parts.notices.clear('language');
    if (language === this.#targetLanguage) return;
    this.#targetLanguage = language;
    this.#sound.reset();
    this.#parts.onLanguage(language);
    this.#noVoice.begin(this.#sound.hasVoice);
  }

  /** In the language that is heard, or in the one that was chosen and is on its way. */
  get #offersVoice(): boolean {
    const { language, offers } = this.#parts;
    return [this.#targetLanguage, language.value].some((code) => offers(code) === 'speech');
  }

  #pause(isPaused: boolean): void {
    this.#sound.pause(isPaused);
    // The server only acknowledges this. The sound stops here, whatever the answer is.
    if (isPaused) this.#listener?.pausePlayback().catch(() => {});
  }

  #leave(): void {
    this.#reason = (t) => t.notices.left;
    this.#sound.close();
    if (this.#isEnding) this.#parts.onOver(this.#reason);
    else this.#listener?.close();
  }

  #over(reason: Words): void {
    // Before the session has begun, `join` throws the error.
    if (this.#listener === undefined) return;
    this.#reason = reason;
    this.#isEnding = true;
    void this.#screen.release();
    if (this.#sound.isHeardToTheEnd) this.#parts.onOver(reason);
    else this.#parts.notices.say('ending', (t) => t.notices.ending);
  }

  #look(): void {
    this.#sound.look();
    this.#showStatus();
    this.#show();
  }

  #showStatus(): void {
    const { condition, ...detail } = this.#status.condition(performance.now());
    this.view.status.set(condition, detail);
  }

  #show(): void {
    const { level, numbers } = this.view;
    level.set(this.#sound.level);
    if (this.#sound.numbers) numbers.set(this.#sound.numbers);
    const { state, hasVoice } = this.#sound;
    this.view.sound(state, hasVoice);
    this.#noVoice.look(hasVoice);
    if (!this.#isEnding || !this.#sound.isHeardToTheEnd) return;
    this.#parts.notices.clear('ending');
    this.#parts.onOver(this.#reason);
  }
}
