/** Speech as a pipeline delivers it to a listener's page, and what the page tells the server of it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { SAMPLE_RATE_HZ, toPcm } from '../../src/audio/pcm.ts';
import type { PlaybackReport } from '../../src/protocol/client-messages.ts';
import { cameTrue, until } from '../../testkit/until.ts';
import type { TestServer } from '../support/test-server.ts';
import { untilOver } from './browser.ts';
import { PLAYED } from './people.ts';

/** A delivery may have 128 KiB: 3 s of audio as base64. */
const PIECE_MS = 2_000;
const WARM_UP = 'w';
/** Reports are sent twice a second at most. */
const WARM_UP_WITHIN_MS = 2_000;

/** A page in a session, what it sent and was greeted with. */
export class Watched {
  readonly reports: PlaybackReport[] = [];
  warmUps = 0;
  connectionId = '';

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      // A speaker's sound is sent as bytes.
      socket.on('framesent', ({ payload }) => typeof payload === 'string' && this.#sent(payload));
      socket.on('framereceived', ({ payload }) => this.#received(String(payload)));
    });
  }

  #sent(text: string): void {
    const message = JSON.parse(text) as PlaybackReport & { action: string };
    if (message.action !== 'playbackReport') return;
    if (message.resultId === WARM_UP) this.warmUps += 1;
    else this.reports.push(message);
  }

  #received(text: string): void {
    const { type, connectionId } = JSON.parse(text) as { type: string; connectionId?: string };
    if (type === 'sessionJoined' || type === 'sessionCreated') this.connectionId = connectionId ?? '';
  }
}

/** A server that has just started may not know its voices yet, and a page that asks then may show no button for them. */
export async function untilSpoken(server: TestServer, language: string): Promise<void> {
  const spoken = { code: language, offers: 'speech' };
  await until(`speech in ${language}`, async () => {
    const { targets } = (await (await fetch(`${server.url}/health`)).json()) as { targets?: (typeof spoken)[] };
    return targets?.some(({ code, offers }) => code === language && offers === spoken.offers) ?? false;
  });
}

/** As if the server had just started: it has no voice yet, in its first `answers` answers. */
export async function startsWithoutVoices(page: Page, answers: number): Promise<void> {
  let given = 0;
  await page.route('**/health', async (route) => {
    const said = (await (await route.fetch()).json()) as { targets: Record<'code' | 'offers', string>[] };
    given += 1;
    const targets = given <= answers ? said.targets.map(({ code }) => ({ code, offers: 'none' })) : said.targets;
    await route.fulfill({ json: { ...said, targets } });
  });
}

/** The connections of a page, by their language. */
export function connectionsOf(page: Page): Map<string, string> {
  const ids = new Map<string, string>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload)) as Record<'type' | 'targetLanguage' | 'connectionId', string>;
      if (message.type === 'sessionJoined') ids.set(message.targetLanguage, message.connectionId);
    }),
  );
  return ids;
}

/** To whom something is delivered. */
type Addressee = Pick<Watched, 'connectionId'>;

export async function deliver(server: TestServer, { connectionId }: Addressee, message: object): Promise<void> {
  const body = JSON.stringify(message);
  const answer = await fetch(`${server.url}/@connections/${encodeURIComponent(connectionId)}`, {
    method: 'POST',
    body,
  });
  assert.equal(answer.status, 200, await answer.text());
}

interface Segment {
  readonly resultId: string;
  readonly segment: number;
  readonly text: string;
  readonly seconds: number;
}

/** A voiced sound with a pulse, in pieces, as the pipeline sends them. */
export async function speak(server: TestServer, to: Addressee, number: number, said: Segment): Promise<void> {
  const { resultId, segment, text, seconds } = said;
  const samples = Int16Array.from({ length: seconds * SAMPLE_RATE_HZ }, (_, i) => {
    const t = i / SAMPLE_RATE_HZ;
    return 8_000 * Math.sin(2 * Math.PI * 180 * t) * Math.abs(Math.sin(2 * Math.PI * 3 * t));
  });
  const length = (PIECE_MS * SAMPLE_RATE_HZ) / 1_000;
  const parts = Math.ceil(samples.length / length);
  for (let part = 1; part <= parts; part++) {
    const audioData = Buffer.from(toPcm(samples.subarray((part - 1) * length, part * length))).toString('base64');
    await deliver(server, to, {
      type: 'audio',
      ...{ resultId, segment, epoch: 0, part, ...(part === parts ? { parts } : {}) },
      ...{
        targetLanguage: 'es',
        sequenceNumber: Math.round(number * 1_000) + part,
        format: 'pcm',
        sampleRate: 16_000,
        channels: 1,
      },
      audioData,
      ...(part === 1 ? { text } : {}),
    });
  }
}

/** So many pieces have begun, and nothing waits. */
export async function untilPlayed(page: Page, pieces: number): Promise<void> {
  await untilOver(page, PLAYED, pieces - 1);
  await page.locator('[data-number=waiting][data-ms="0"]').waitFor({ state: 'attached' });
}

/**
 * Speaks until the page reports: from then on it has heard all that came. These reports are not among the watched ones.
 * @returns how many pieces that took.
 */
export async function warmUp(page: Page, server: TestServer, watched: Watched): Promise<number> {
  for (let pieces = 1; pieces <= 20; pieces++) {
    const said = { resultId: WARM_UP, segment: pieces, text: 'Ya.', seconds: 0.2 };
    await speak(server, watched, pieces / 100, said);
    await untilPlayed(page, pieces);
    if (await cameTrue(() => watched.warmUps > 0, WARM_UP_WITHIN_MS)) return pieces;
  }
  throw new Error('the page reports nothing');
}
