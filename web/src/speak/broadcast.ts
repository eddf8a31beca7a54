/** One session of the page to speak: its connection, its sound, and what is shown of them. It cannot be restarted. */
import type { ClientEvents } from '../../../src/client/client-events.ts';
import type { TokenSource } from '../../../src/client/client-options.ts';
import type { Handlers } from '../../../src/client/emitter.ts';
import { Speaker } from '../../../src/client/speaker.ts';
import type { BroadcastState } from '../../../src/protocol/broadcast-state.ts';
import type { Notices } from '../notices.ts';
import { errorText, TEXTS } from '../texts.ts';
import { Capture, type SourceEnd } from './capture.ts';
import type { CapturedFrame } from './captured-frame.ts';
import { LiveView } from './live-view.ts';
import { type RecordedSource, readRecording } from './recording.ts';
import type { SampleTalk } from './sample-talk.ts';
import type { Source } from './source-view.ts';
import { type StoredSession, storeSession } from './stored-session.ts';

const { speak } = TEXTS;

export interface BroadcastDeps {
  readonly notices: Notices;
  readonly url: string;
  readonly sourceLanguage: string;
  /** The sample talk that suits the server's recogniser. */
  sample(): SampleTalk;
  /** Server in the listeners' link. Undefined: the page's own server. */
  readonly server: string | undefined;
  /** @param reason In words. */
  onOver(reason: string): void;
}

export class Broadcast {
  readonly view: LiveView;
  readonly #parts: BroadcastDeps;
  #speaker: Speaker | undefined;
  #opening: Promise<Capture> | undefined;
  #capture: Capture | undefined;
  #state: Partial<BroadcastState> & { readonly isPaused: boolean } = { isPaused: false };
  #isOver = false;
  #reason = '';

  constructor(parts: BroadcastDeps) {
    this.#parts = parts;
    this.view = new LiveView({
      use: (source) => void this.use(source),
      pause: (isPaused) => this.#ask((speaker) => (isPaused ? speaker.pause() : speaker.resume())),
      mute: (isMuted) => this.#ask((speaker) => (isMuted ? speaker.mute() : speaker.unmute())),
      volume: (level) => this.#ask((speaker) => speaker.setVolume(level)),
      end: () => this.#end(),
    });
    this.view.source.set('off', speak.sourceOff);
  }

  /** Must be called by the click itself, before any await: later, some browsers do not start sound. */
  wake(): void {
    this.#opening ??= Capture.open((frame) => this.#send(frame));
    // The error is reported to the code that awaits the promise.
    this.#opening.catch(() => {});
  }

  /** Creates a session, or resumes the stored one. @throws RostrumError */
  async start(token: TokenSource, stored?: StoredSession): Promise<void> {
    const { url, sourceLanguage } = this.#parts;
    const options = { url, token, on: this.#handlers() };
    const speaker = stored
      ? await Speaker.attach({ ...options, sessionId: stored.sessionId })
      : await Speaker.create({ ...options, sourceLanguage });
    this.#speaker = speaker;
    this.view.source.offer(this.#parts.sample());
    this.#ask((present) => present.status());
  }

  /** Call when the start failed or the session is over: ends the sound. */
  close(): void {
    this.#isOver = true;
    this.#opening?.then(
      (capture) => capture.close(),
      () => {},
    );
  }

  /** Speaks with another source from now on. Never throws: shows what is wrong with the source. */
  async use(source: Source): Promise<void> {
    const { notices } = this.#parts;
    notices.clear('source');
    notices.clear('mended');
    this.view.source.busy(true);
    this.wake();
    try {
      await this.#start(source);
      this.view.source.set(source.kind, this.#sourceText(source));
    } catch (error) {
      const isMicrophone = source.kind === 'microphone';
      notices.say('source', isMicrophone ? microphoneProblem() : errorText(error), 'problem');
    } finally {
      this.view.source.busy(false);
    }
  }

  async #start(source: Source): Promise<void> {
    this.#capture = await this.#opening;
    if (this.#capture === undefined) return;
    this.#capture.resume();
    const onEnd = (end: SourceEnd) => {
      this.view.level.set(0);
      this.view.source.set('off', end === 'done' ? speak.sourceDone : speak.sourceOff);
      if (end === 'lost') this.#parts.notices.say('source', speak.microphoneLost, 'problem');
    };
    if (source.kind === 'microphone') await this.#capture.useMicrophone(onEnd);
    else await this.#speak(this.#capture, this.#recorded(source), onEnd);
    if (this.#isOver) this.close();
    else this.#capture.hold(this.#state.isPaused);
  }

  #recorded(source: Exclude<Source, { kind: 'microphone' }>): RecordedSource {
    return source.kind === 'talk' ? { ...source, sample: this.#parts.sample() } : source;
  }

  async #speak(capture: Capture, source: RecordedSource, onEnd: (end: SourceEnd) => void): Promise<void> {
    const { sound, notes } = await readRecording(source, (bytes) => capture.decode(bytes));
    capture.useRecording(sound, onEnd);
    const name = source.kind === 'file' ? source.file.name : source.sample.offer;
    if (notes.length > 0) this.#parts.notices.say('mended', speak.mended(name, notes.join('; ')), 'warning');
  }

  #sourceText(source: Source): string {
    if (source.kind === 'file') return speak.sourceFile(source.file.name);
    return source.kind === 'talk' ? this.#parts.sample().playing : speak.sourceMicrophone;
  }

  #send({ pcm, level }: CapturedFrame): void {
    this.view.level.set(level);
    // While the broadcast is paused or muted, no audio leaves the page.
    if (this.#isOver || this.#state.isPaused || this.#state.isMuted) return;
    if (this.#speaker && this.#speaker.state !== 'closed') this.#speaker.send(pcm);
  }

  #ask(question: (speaker: Speaker) => Promise<unknown>): void {
    const { notices } = this.#parts;
    if (this.#speaker === undefined || this.#isOver) return;
    question(this.#speaker).then(
      () => notices.clear('control'),
      (error: unknown) => {
        if (this.#isOver) return;
        notices.say('control', errorText(error), 'problem');
        this.view.controls.set(this.#state);
      },
    );
  }

  #end(): void {
    this.#parts.notices.say('ending', speak.ending);
    this.#capture?.stop();
    this.#ask((speaker) => speaker.end());
  }

  #handlers(): Handlers<ClientEvents> {
    const { notices, url, sourceLanguage, server } = this.#parts;
    const { view } = this;
    const take = ({ broadcastState }: { broadcastState?: BroadcastState | undefined }) => this.#take(broadcastState);
    return {
      connection: (change) => {
        view.connection.set(change.state);
        if (change.state === 'open') notices.clear('draining');
        if (change.state === 'closed') this.#over(change.error ? errorText(change.error) : this.#reason);
      },
      sessionCreated: ({ sessionId, sourceLanguage: language, broadcastState }) => {
        storeSession({ url, sessionId, sourceLanguage: language });
        view.invite.set(sessionId, server);
        this.#take(broadcastState);
      },
      broadcastPaused: take,
      broadcastResumed: take,
      broadcastMuted: take,
      broadcastUnmuted: take,
      volumeChanged: take,
      speakerStateChanged: ({ state }) => this.#take(state),
      sessionStatus: ({ listenerCount, languageDistribution, broadcastState }) => {
        view.audience.set(listenerCount, languageDistribution);
        this.#take(broadcastState);
      },
      transcript: (transcript) => {
        view.recognition.set('on');
        view.words.addTranscript(transcript, sourceLanguage);
      },
      rateLimitWarning: () => notices.say('rate', speak.rateWarning, 'warning'),
      transcriptionInterrupted: ({ attempt }) => {
        view.recognition.set('interrupted');
        notices.say('recognition', speak.interrupted(attempt), 'warning');
      },
      transcriptionRestored: ({ replayedMs }) => {
        view.recognition.set('on');
        notices.say('recognition', speak.restored(replayedMs));
      },
      transcriptionFailed: () => {
        view.recognition.set('failed');
        notices.say('recognition', speak.failed, 'problem');
      },
      overflow: ({ chunks }) => notices.say('overflow', speak.overflow(chunks), 'warning'),
      serverDraining: () => notices.say('draining', speak.draining),
      sessionEnded: ({ reason }) => {
        this.#reason = speak.endReasons[reason] ?? speak.ended;
      },
    };
  }

  #take(state: BroadcastState | undefined): void {
    if (state === undefined) return;
    this.#state = state;
    this.view.controls.set(state);
    this.#capture?.hold(state.isPaused);
  }

  #over(reason: string): void {
    // Before the session has begun, `start` throws the error.
    if (this.#speaker === undefined) return;
    this.close();
    storeSession(undefined);
    this.#parts.onOver(reason);
  }
}

function microphoneProblem(): string {
  return window.isSecureContext ? speak.noMicrophone : speak.insecure;
}
