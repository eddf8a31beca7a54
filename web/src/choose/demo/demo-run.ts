/** One run of the demo: a speaker who plays the sample talk, and a listener beside. It cannot be restarted. */

import { monoSpeech } from '../../../../src/audio/mono-speech.ts';
import type { Sound } from '../../../../src/audio/sound.ts';
import type { Caption, ClientEvents, ConnectionChange, HeardAudio } from '../../../../src/client/client-events.ts';
import type { Handlers } from '../../../../src/client/emitter.ts';
import { Listener } from '../../../../src/client/listener.ts';
import { toSpeechClip } from '../../../../src/client/player/speech-clip.ts';
import { Speaker } from '../../../../src/client/speaker.ts';
import type { ServerMessageOf } from '../../../../src/protocol/server-messages.ts';
import { type NoSound, Player } from '../../listen/player.ts';
import { HEARTBEAT_MS } from '../../liveness/heartbeat.ts';
import { followPageLife, isReturn } from '../../liveness/page-life.ts';
import { OWN_SERVER } from '../../own-server.ts';
import { pause } from '../../pause.ts';
import type { SampleTalk } from '../../speak/sample-talk.ts';
import type { Words } from '../../texts/locale.ts';
import { speakErrorWords } from '../../texts/speak-errors.ts';
import { START } from '../../texts/start.ts';
import type { Said } from '../../words.ts';
import { type DemoPhase, DemoPhases, type DemoSide } from './demo-phase.ts';
import { DemoSession } from './demo-session.ts';
import { atNaturalPace } from './natural-pace.ts';
import { SPOKEN } from './offer.ts';
import { PickedLanguage } from './picked-language.ts';
import { loadSample } from './sample-sound.ts';

export interface DemoWishes {
  readonly sample: SampleTalk;
  readonly language: string;
  onPhase(phase: DemoPhase, problem?: Words): void;
  /** @param share of the talk that has been said, 0..1. */
  onProgress(share: number): void;
  onOriginal(transcript: ServerMessageOf<'transcript'>): void;
  onTranslation(said: Said, language: string): void;
  /** The run goes on, and the words can be read. */
  onNoSound(reason: NoSound): void;
}

const CLOCK = {
  now: () => performance.now(),
  sleep: pause,
};

export class DemoRun {
  readonly #wishes: DemoWishes;
  readonly #session = new DemoSession();
  readonly #player: Player;
  /** Aborted when the run is over, for whatever reason. */
  readonly #end = new AbortController();
  readonly #picked: PickedLanguage;
  readonly #phases = new DemoPhases();
  /** The language in which the translation comes. */
  #language: string;
  #speaker: Speaker | undefined;
  #listener: Listener | undefined;

  /** Must be called by a click: browsers play nothing before one. */
  constructor(wishes: DemoWishes) {
    this.#wishes = wishes;
    this.#language = wishes.language;
    this.#picked = new PickedLanguage(wishes.language);
    this.#player = new Player({
      onTick: () => this.#look(),
      onReport: (report) => this.#listener?.reportPlayback(report),
      onBroken: () => wishes.onNoSound('broken'),
    });
    const endPageLife = followPageLife((event) => {
      if (isReturn(event)) for (const client of this.#clients) client?.check();
    });
    this.#end.signal.addEventListener('abort', endPageLife);
  }

  /** Resolves when the run is over, or only its last words are still heard. Never rejects. */
  async play(): Promise<void> {
    this.#enter('connecting');
    try {
      const [noSound, sound] = await Promise.all([
        this.#player.open(),
        loadSample(this.#wishes.sample, this.#end.signal),
      ]);
      if (noSound !== undefined) this.#wishes.onNoSound(noSound);
      await this.#connect();
      await this.#speak(sound);
    } catch (error) {
      this.#finish('failed', speakErrorWords(error));
    }
  }

  /** Before there is a listener it is kept for it. @throws RostrumError */
  change(language: string): Promise<void> {
    return this.#picked.pick(language);
  }

  /** Ends the session at once. */
  stop(): void {
    this.#finish('over');
  }

  async #connect(): Promise<void> {
    const url = OWN_SERVER;
    const connection = (change: ConnectionChange) => this.#follow('speaker', change);
    const token = () => this.#session.token();
    const care = { url, heartbeatMs: HEARTBEAT_MS };
    this.#speaker = await Speaker.create({ ...care, token, sourceLanguage: SPOKEN, on: { connection } });
    // Stopped meanwhile: nobody else knows of this session.
    if (this.#isOver) return this.#close();
    const { sessionId } = this.#speaker;
    const targetLanguage = this.#picked.now;
    this.#language = targetLanguage;
    const joining = { ...care, sessionId, targetLanguage, transcripts: true, on: this.#handlers() };
    this.#listener = await Listener.join(joining);
    if (this.#isOver) return this.#close();
    await this.#picked.joined(this.#listener, targetLanguage);
  }

  async #speak(sound: Sound): Promise<void> {
    if (this.#isOver) return;
    this.#enter('speaking');
    const lengthMs = (sound.length * 1_000) / sound.sampleRateHz;
    const told = (ms: number) => this.#wishes.onProgress(Math.min(1, ms / lengthMs));
    await this.#speaker?.stream(atNaturalPace(monoSpeech(sound), CLOCK, this.#end.signal, told));
    if (this.#isOver) return;
    this.#enter('ending');
    await this.#speaker?.end('the demo is over');
  }

  #handlers(): Handlers<ClientEvents> {
    return {
      connection: (change) => this.#follow('listener', change),
      transcript: (transcript) => this.#wishes.onOriginal(transcript),
      caption: (caption) => this.#read(caption),
      audio: (audio) => this.#hear(audio),
      languageChanged: ({ targetLanguage }) => {
        this.#language = targetLanguage;
        this.#player.reset();
      },
    };
  }

  #hear(audio: HeardAudio): void {
    this.#read(audio);
    const clip = toSpeechClip(audio);
    if (clip !== undefined && (audio.targetLanguage ?? this.#language) === this.#language) this.#player.add(clip);
  }

  #read(caption: Caption | HeardAudio): void {
    const { text, isPartial = false, targetLanguage = this.#language, translated } = caption;
    // A message in the previous language can still arrive after a change.
    if (text === undefined || targetLanguage !== this.#language) return;
    if (this.#phases.now === 'speaking') this.#enter('translating');
    this.#wishes.onTranslation({ ...caption, text, isPartial }, translated === false ? SPOKEN : targetLanguage);
  }

  #follow(side: DemoSide, change: ConnectionChange): void {
    this.#phases.connection(side, change.state === 'reconnecting');
    if (change.state !== 'closed' || this.#phases.now === 'ending') this.#show();
    else this.#finish('failed', change.error === undefined ? START.demo.lost : speakErrorWords(change.error));
  }

  /** At the end the last words are heard out. */
  #look(): void {
    if (this.#phases.now !== 'ending' || this.#listener?.state !== 'closed') return;
    if (this.#player.isIdle || this.#player.isStopped) this.#finish('over');
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  get #clients() {
    return [this.#speaker, this.#listener];
  }

  #enter(phase: DemoPhases['now']): void {
    this.#phases.now = phase;
    this.#show();
  }

  #show(): void {
    if (!this.#isOver) this.#wishes.onPhase(this.#phases.shown);
  }

  #finish(phase: 'over' | 'failed', problem?: Words): void {
    if (this.#isOver) return;
    this.#end.abort();
    this.#phases.now = phase;
    this.#close();
    this.#wishes.onPhase(phase, problem);
  }

  #close(): void {
    this.#player.close();
    this.#listener?.close();
    if (this.#speaker !== undefined && this.#speaker.state !== 'closed') this.#session.endNow(this.#speaker.sessionId);
    this.#speaker?.close();
  }
}
