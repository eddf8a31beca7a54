/** The speaker's desk during a session: from what is sent and what the server says, it keeps true what the speaker sees. */

import { bytesToMs } from '../../../../src/audio/pcm.ts';
import { AUDIBLE_DBFS } from '../../../../src/audio/sound-meter.ts';
import type { ClientEvents, ConnectionChange } from '../../../../src/client/client-events.ts';
import type { Handlers } from '../../../../src/client/emitter.ts';
import type { Speaker } from '../../../../src/client/speaker.ts';
import type { DropReason, ServerMessageOf } from '../../../../src/protocol/server-messages.ts';
import { OnAirState } from '../../liveness/on-air.ts';
import { followPageLife, isReturn, pageState } from '../../liveness/page-life.ts';
import type { Notices } from '../../notices.ts';
import { DESK } from '../../texts/desk.ts';
import { SPEAK } from '../../texts/speak.ts';
import type { CapturedFrame } from '../captured-frame.ts';
import type { LiveView } from '../live-view.ts';
import { othersIn } from './audience-count.ts';
import type { Controls } from './controls.ts';
import { type DeskFacts, type DeskStatus, deskStatus, isKept, MARKS } from './desk-status.ts';
import { EndWarning } from './end-warning.ts';
import { LostSpeech } from './lost-speech.ts';
import { MonitorChoice } from './monitor-choice.ts';
import { Recognition } from './recognition.ts';
import { SpeakerSigns } from './speaker-signs.ts';
import { type ChunkFate, type ClockPosition, SpokenTimes } from './spoken-times.ts';
import { TimeLeft } from './time-left.ts';

const TICK_MS = 500;
/** What the server takes for audible, root mean square. */
const AUDIBLE = 10 ** (AUDIBLE_DBFS / 20);
/** For how long news is shown that says nothing about now. */
const NEWS_MS = 10_000;
/** The server counts a listener until its socket's close has come. */
const RECOUNT_MS = 1_000;
/** Dropped because the speaker wanted silence, or has ended. */
const UNWANTED: readonly DropReason[] = ['paused', 'muted', 'silent', 'ended'];

export interface DeskDeps {
  readonly notices: Notices;
  readonly view: LiveView;
  readonly url: string;
  readonly sourceLanguage: string;
  /** After a reload: where the page left the session's clock. */
  readonly left: ClockPosition | undefined;
  speaker(): Speaker | undefined;
  readonly controls: Controls;
}

export class Desk {
  readonly monitor: MonitorChoice;
  readonly #parts: DeskDeps;
  readonly #signs = new SpeakerSigns(performance.now());
  readonly #onAir = new OnAirState();
  readonly #times: SpokenTimes;
  readonly #timeLeft = new TimeLeft();
  readonly #lost = new LostSpeech();
  readonly #recognition: Recognition;
  readonly #endWarning: EndWarning;
  readonly #timer = setInterval(() => this.show(), TICK_MS);
  readonly #endPageLife: () => void;
  #connection: ConnectionChange['state'] = 'connecting';
  #hasSource = false;
  #isSoundless = false;
  #isEnding = false;
  #isClosed = false;
  #status: DeskStatus = 'connecting';

  constructor(parts: DeskDeps) {
    this.#parts = parts;
    this.#times = new SpokenTimes(parts.left);
    this.#recognition = new Recognition(parts.view.recognition, parts.notices);
    this.#endWarning = new EndWarning(parts.view.glance, parts.notices);
    this.monitor = new MonitorChoice({
      url: parts.url,
      view: parts.view.monitor,
      saidAt: (sessionMs, epoch) => this.#times.saidAt(sessionMs, epoch),
      sessionId: () => parts.speaker()?.sessionId ?? '',
      onCounted: () => this.#recount(),
    });
    this.#signs.visible(pageState().isVisible, performance.now());
    this.#endPageLife = followPageLife((event, { isOnline, isVisible }) => {
      const now = performance.now();
      if (isReturn(event)) parts.speaker()?.check();
      this.#signs.online(isOnline, now);
      this.#signs.visible(isVisible, now);
      this.show();
    });
  }

  /** Where the session's clock is, for a reload. */
  get position(): ClockPosition {
    return this.#times.position;
  }

  /** A chunk was given to the client. */
  sent({ pcm, level }: CapturedFrame): void {
    const now = performance.now();
    const isAudible = level >= AUDIBLE;
    this.#signs.sent(now);
    if (isAudible) this.#onAir.heard();
    const chunk = { durationMs: bytesToMs(pcm.length), saidAtMs: now, isAudible };
    this.#lose(this.#times.sent(chunk, this.#held));
  }

  source(hasSource: boolean, isSoundless = false): void {
    this.#hasSource = hasSource;
    this.#isSoundless = isSoundless;
    this.show();
  }

  ending(isEnding: boolean): void {
    this.#isEnding = isEnding;
    this.show();
  }

  connection(change: ConnectionChange): void {
    this.#connection = change.state;
    this.#parts.view.connection.set(change.state);
    this.#lose(this.#times.left(change.state === 'closed' ? 0 : this.#held));
    this.show();
  }

  greeted(greeting: ServerMessageOf<'sessionCreated'>): void {
    this.#signs.greeted(performance.now());
    this.#times.greeted();
    this.#onAir.attached(greeting.broadcastState);
    this.#timeLeft.until(greeting.expiresAt);
    this.show();
  }

  handlers(): Handlers<ClientEvents> {
    const { notices, view, sourceLanguage } = this.#parts;
    return {
      message: ({ timestamp }) => {
        const now = performance.now();
        this.#signs.sign(now);
        if (typeof timestamp === 'number') this.#timeLeft.told(timestamp, now);
      },
      audioReceived: ({ dropped }) => {
        this.#signs.acknowledged(performance.now());
        this.#lose(this.#times.left(this.#held, fateOf(dropped)));
      },
      connectionRefreshComplete: () => this.#signs.greeted(performance.now()),
      audioSilent: () => this.#onAir.silent(),
      audioHeard: () => this.#onAir.heard(),
      sessionStatus: ({ listenerCount, languageDistribution }) => {
        const counted = { listeners: listenerCount, byLanguage: languageDistribution };
        const { listeners, byLanguage } = othersIn(counted, this.monitor.counted);
        view.audience.set(listeners, byLanguage);
        view.glance.listeners(listeners);
      },
      transcript: (transcript) => {
        this.#times.told(transcript.endTimeMs, transcript.epoch);
        this.#onAir.spoke();
        this.#recognition.heard(performance.now());
        view.words.addTranscript(transcript, sourceLanguage);
      },
      rateLimitWarning: () => notices.say('rate', SPEAK.rateWarning, 'warning', NEWS_MS),
      transcriptionInterrupted: ({ attempt }) => this.#recognition.interrupted(attempt),
      transcriptionRestored: ({ replayedMs }) => this.#recognition.restored(replayedMs, performance.now()),
      transcriptionFailed: () => this.#recognition.failed(),
    };
  }

  /** Shows everything as it is now. */
  show(): void {
    if (this.#isClosed) return;
    const { view } = this.#parts;
    const now = performance.now();
    const { shown, isClosed, pending } = this.#parts.controls;
    this.#onAir.controls(shown);
    this.#lose(this.#times.left(this.#held));
    const facts: DeskFacts = {
      connection: this.#connection,
      sign: this.#signs.state(now),
      onAir: this.#onAir.state,
      volume: shown.volume,
      isClosed,
      pending,
      hasSource: this.#hasSource,
      isSoundless: this.#isSoundless,
      isUnrecognised: this.#recognition.isFailed,
      isEnding: this.#isEnding,
    };
    const status = deskStatus(facts);
    view.glance.status(status, isKept(facts));
    // Looked at once: if it is dead, it is opened again at once.
    if (status === 'notGettingThrough' && this.#status !== status) this.#parts.speaker()?.check();
    this.#status = status;
    if (this.#parts.speaker()) document.title = DESK.title(MARKS[status], DESK.status[status]);
    view.glance.lag(this.monitor.lagMs, this.monitor.language);
    this.#recognition.look(now);
    this.#endWarning.show(this.#timeLeft.at(now));
    this.#showLoss();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#endPageLife();
    this.monitor.close();
    this.#showLoss(true);
    this.#recognition.close();
    this.#endWarning.close();
    this.#parts.notices.clear('rate');
    document.title = SPEAK.title;
  }

  get #held(): number {
    const { inFlight = 0, waiting = 0 } = this.#parts.speaker()?.audio ?? {};
    return inFlight + waiting;
  }

  #lose(lostMs: number): void {
    if (lostMs > 0) this.#lost.add(lostMs, Date.now());
  }

  #showLoss(isLast = false): void {
    const loss = this.#lost.toTell(Date.now(), isLast);
    if (loss) this.#parts.notices.say('lost', DESK.lost(loss.totalMs, new Date(loss.sinceMs)), 'warning');
  }

  #recount(): void {
    const ask = () =>
      this.#parts
        .speaker()
        ?.status()
        .catch(() => {});
    void ask();
    setTimeout(ask, RECOUNT_MS);
  }
}

function fateOf(dropped: DropReason | undefined): ChunkFate {
  if (dropped === undefined) return 'taken';
  return UNWANTED.includes(dropped) ? 'unwanted' : 'lost';
}
