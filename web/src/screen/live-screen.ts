/** A screen in a session: the stage, fed by a listener for each language. Runs until the page is closed. */

import { isSessionId } from '../../../src/protocol/session-id.ts';
import { OWN_SERVER } from '../own-server.ts';
import { askServer } from '../server-answers.ts';
import type { ServerInfo } from '../server-info.ts';
import type { Text } from '../texts/locale.ts';
import { SCREEN } from '../texts/screen.ts';
import type { Said } from '../words.ts';
import { Feed } from './feed.ts';
import { type FeedState, planFeeds, stateOfAll } from './feeds.ts';
import { ORIGINAL, type ScreenAddress } from './screen-settings.ts';
import { Stage } from './stage.ts';

/** How long a wrong address is told, and on a transparent ground everything else. */
const NOTE_MS = 10_000;

const WAITING: Text = (t) => t.screen.waiting;
const NOTES: Readonly<Record<FeedState, Text | undefined>> = {
  joining: undefined,
  open: undefined,
  reconnecting: (t) => t.screen.reconnecting,
  noSession: (t) => t.errors.SESSION_NOT_FOUND,
  over: (t) => t.screen.over,
  full: (t) => t.errors.SESSION_FULL,
  noLanguage: (t) => t.errors.UNSUPPORTED_LANGUAGE,
  refused: (t) => t.errors.SERVICE_UNAVAILABLE,
};

export class LiveScreen {
  readonly stage: Stage;
  readonly #address: ScreenAddress;
  readonly #url: string;
  readonly #states: FeedState[] = [];
  #info: Promise<ServerInfo> | undefined;
  #hasWords = false;
  /** What is wrong with the address is told first, alone. */
  #isTellingWrong = false;
  #told: Text | undefined;
  #timer: number | undefined;

  constructor(address: ScreenAddress) {
    this.#address = address;
    this.#url = address.settings.server ?? OWN_SERVER;
    this.stage = new Stage(address.settings);
  }

  start(): void {
    const { settings, wrong } = this.#address;
    if (wrong.length > 0) this.#tellWrong(wrong);
    if (isSessionId(settings.code)) this.#join();
    else this.#set(0, 'noSession');
    void this.#invite();
  }

  #join(): void {
    const { code: sessionId, languages } = this.#address.settings;
    for (const [i, plan] of planFeeds(languages).entries()) {
      const feed = new Feed({
        ...plan,
        ...{ url: this.#url, sessionId },
        offered: async () => (await this.#server()).targetLanguages,
        onSaid: (said, language) => this.#say(plan.language ?? '', said, language),
        onOriginal: (said, language) => this.#say(ORIGINAL, said, language),
        onState: (state) => this.#set(i, state),
      });
      void feed.run();
    }
  }

  #say(block: string, said: Said, language: string): void {
    this.stage.block(block)?.add(said, language);
    if (this.#hasWords) return;
    this.#hasWords = true;
    this.#tell();
  }

  #set(feed: number, state: FeedState): void {
    this.#states[feed] = state;
    this.stage.view.dataset.state = stateOfAll(this.#states);
    if (state === 'open') void this.#invite();
    this.#tell();
  }

  #tellWrong(wrong: readonly string[]): void {
    this.#isTellingWrong = true;
    this.stage.note(SCREEN.wrong(wrong));
    window.setTimeout(() => {
      this.#isTellingWrong = false;
      this.stage.note('');
      this.#tell();
    }, NOTE_MS);
  }

  /** Says the most important thing in one line. Over a picture it goes away again, whatever it says. */
  #tell(): void {
    if (this.#isTellingWrong) return;
    const state = stateOfAll(this.#states);
    const note = state === 'open' && !this.#hasWords ? WAITING : NOTES[state];
    if (note === this.#told) return;
    this.#told = note;
    this.stage.note(note ?? '');
    clearTimeout(this.#timer);
    if (this.#address.settings.background !== 'transparent') return;
    this.#timer = window.setTimeout(() => this.stage.note(''), NOTE_MS);
  }

  async #invite(): Promise<void> {
    if (this.#address.settings.qr === 'off') return;
    const { addresses = [] } = await this.#server();
    this.stage.invite(addresses);
  }

  /** Asked until it answers, because the server may be starting. */
  async #server(): Promise<ServerInfo> {
    this.#info ??= askServer(this.#url).then(({ info }) => {
      if (!info.isKnown) this.#info = undefined;
      return info;
    });
    return this.#info;
  }
}
