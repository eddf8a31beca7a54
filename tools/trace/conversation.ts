/** Runs a speaker and a listener on a running server: speaks some sentences at natural pace and counts those that are heard. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { toPcm } from '../../src/audio/pcm.ts';
import { Listener } from '../../src/client/listener.ts';
import { ListenerPlayer } from '../../src/client/player/listener-player.ts';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import { sendAtNaturalPace, toChunks } from '../../testkit/speech/pace.ts';
import { makeTalk } from '../../testkit/speech/talk.ts';
import { SilentOutput } from './silent-output.ts';

/** Longer than a translation takes, ms. */
const QUIET_MS = 4_000;
/** Longest time that is waited for the last sound, ms. */
const LAST_SOUND_MS = 30_000;

export interface ConversationOptions {
  readonly url: string;
  readonly sentences: number;
  readonly language: string;
  /** Called with each sentence that is heard. */
  readonly onHeard: (text: string) => void;
}

/** @returns the number of sentences heard. @throws CommandFailure when the server refuses, or nothing is heard. */
export async function converse({ url, sentences, language, onHeard }: ConversationOptions): Promise<number> {
  const results = new Set<string>();
  try {
    const speaker = await Speaker.create({ url, WebSocket, token: await tokenOf(url), sourceLanguage: 'en' });
    const { sessionId } = speaker;
    let hasEnded = () => {};
    const ended = new Promise<void>((resolve) => {
      hasEnded = resolve;
    });
    const listener = await Listener.join({
      ...{ url, WebSocket, sessionId, targetLanguage: language },
      on: {
        // A long sentence comes in parts, each with the sentence's id.
        audio: ({ resultId, text }) => {
          if (resultId === undefined || results.has(resultId)) return;
          results.add(resultId);
          onHeard(text ?? '');
        },
        // Comes later than the speaker's sessionEnded, because listeners still get the last sentence.
        sessionEnded: hasEnded,
        connection: ({ state }) => state === 'closed' && hasEnded(),
      },
    });
    const now = () => performance.now();
    const output = new SilentOutput({ player: new ListenerPlayer(listener), now, sleep });
    void output.play();
    const { samples } = makeTalk('rms', sentences);
    await sendAtNaturalPace(toChunks(toPcm(samples)), { now, sleep }, (chunk) => {
      speaker.send(chunk);
      return true;
    });
    // The last sentence is heard before the session ends, so that it is reported.
    await output.quiet(QUIET_MS, LAST_SOUND_MS);
    await speaker.end();
    await ended;
    output.stop();
  } catch (error) {
    if (error instanceof RostrumError) throw new CommandFailure(`the server at ${url} refused: ${error.message}`);
    throw error;
  }
  if (results.size === 0) throw new CommandFailure('the listener heard nothing, so there is nothing to follow');
  return results.size;
}

async function tokenOf(url: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(new URL('/dev/tokens', url), {
      method: 'POST',
      body: JSON.stringify({ userId: 'trace-speaker' }),
    });
  } catch {
    throw new CommandFailure(`no answer from a server at ${url}`);
  }
  const { token } = (await response.json()) as { token?: unknown };
  if (!response.ok || typeof token !== 'string') {
    throw new CommandFailure(`the server at ${url} gives no tokens: it is not in embedded mode`);
  }
  return token;
}
