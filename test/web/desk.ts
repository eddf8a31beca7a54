/** What the tests of the speaker's desk do and look at: its status, what goes over its sockets, how it is read out. */
import type { Page } from 'playwright-core';
import { bytesToMs } from '../../src/audio/pcm.ts';
import type { HeardAudio } from '../../src/client/client-events.ts';

/** A little less than 10 minutes, so that the warning is there from the start. */
export const SESSION_MS = 595_000;
/** What is looked at alone once the rest of the page was looked at. */
export const DESK = '.glance, .controls';
const CHUNK_MS = 100;

/** By role and name. Between them is what belongs to them. */
export const READ_ORDER: readonly string[] = [
  'region "At a glance"',
  'meter "Input level"',
  'group "Controls"',
  'button "Mute"',
  'button "Pause"',
  'slider "Volume"',
  'button "End session"',
  'group "Speak with"',
  'button "Microphone"',
  'heading "Your words"',
  'log "Your words"',
  'heading "What your listeners get"',
  'combobox "Show the translation into"',
  'log "What your listeners get"',
  'heading "Invite listeners"',
  'textbox "Link for listeners"',
  'button "Copy link"',
  'navigation "More ways to invite"',
  'heading "Who listens"',
];

/** What goes over the page's sockets: audio as it is sent, and translated speech as it comes. */
export class SeenFromOutside {
  /** Of the last whole segment: from its middle word being sent to the middle of its translation, ms. */
  lagMs = Number.NaN;
  readonly #sentAt: number[] = [];
  #begun = { atMs: 0, lengthMs: 0 };

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        if (typeof payload !== 'string') this.#sentAt.push(performance.now());
      });
      socket.on('framereceived', ({ payload }) => {
        const message = JSON.parse(String(payload)) as HeardAudio;
        if (message.type === 'audio') this.#heard(message);
      });
    });
  }

  #heard({ part, parts, audioData, startTimeMs = 0, endTimeMs = 0 }: HeardAudio): void {
    if (part === 1) this.#begun = { atMs: performance.now(), lengthMs: 0 };
    this.#begun.lengthMs += bytesToMs(Buffer.from(audioData, 'base64').length);
    // Each chunk is 100 ms, and nothing was dropped: the session's clock counts them.
    const saidAt = this.#sentAt[Math.floor((startTimeMs + endTimeMs) / 2 / CHUNK_MS)];
    if (parts !== undefined && saidAt !== undefined) {
      this.lagMs = this.#begun.atMs + this.#begun.lengthMs / 2 - saidAt;
    }
  }
}

/** Plays the talk from its beginning, because on a busy machine a test takes longer than the talk. */
export async function speakAgain(page: Page): Promise<void> {
  await page.locator('[data-use=talk]:visible').click();
  await untilStatus(page, 'onAir');
}

export function untilStatus(page: Page, status: string): Promise<void> {
  return page.locator(`.on-air[data-status=${status}]`).waitFor();
}

/** Open, so that speech would be heard. On a busy machine the talk may be over by now: then it is played again. */
export async function untilOnAir(page: Page): Promise<void> {
  const open = page.locator('.on-air:is([data-status=onAir], [data-status=noSource])');
  await open.waitFor();
  if ((await open.getAttribute('data-status')) === 'noSource') await speakAgain(page);
}
