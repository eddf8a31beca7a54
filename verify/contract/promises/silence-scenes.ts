/** Runs broadcasts with stretches of silence, all at the same time, and collects the messages about silence. */
import type { Client } from '../client.ts';
import { eventually, sleep } from '../deadline.ts';
import type { Message } from '../observed.ts';
import { silence, tone } from '../speech.ts';
import type { Stage } from '../stage.ts';

/** Silence after which audioSilent is sent, and the delay that a busy machine may add. */
export const SILENT_MS = 10_000;
export const LATE_MS = 6_000;
/** Pause between the starts of two scenes, so that they do not overload the machine. */
const BETWEEN_MS = 200;
const BEGIN_WITHIN_MS = 40_000;

export interface Cast {
  readonly stage: Stage;
  readonly speaker: Client;
  readonly listener: Client;
  readonly sessionId: string;
  readonly token: string;
  /** Time since just before the session was created. */
  elapsedMs(): number;
  /** Resolves this long after the session was created. */
  until(ms: number): Promise<void>;
  /** Sends this chunk repeatedly until then. */
  sendUntil(ms: number, chunk: Buffer, everyMs: number): Promise<void>;
  /** Waits for audioSilent, as long as a busy machine may take. */
  silent(client?: Client): Promise<Message>;
}

export const LOUD = tone(-20, 100);
export const HUSHED = tone(-60, 100);
export const AUDIBLE = tone(-46, 100);
export const QUIET = silence(3_200);

/** Types of the messages about silence that were not taken yet. */
export function told(client: Client): string[] {
  return client
    .waiting()
    .map(({ type }) => type)
    .filter((type) => type === 'audioSilent' || type === 'audioHeard');
}

/** A broadcast with a listener. */
async function castOf(stage: Stage): Promise<Cast> {
  // With so many at once the creation of a session may fail. Other promises check that.
  const begin = async () => ({ beganMs: performance.now(), ...(await stage.speaker()) });
  const { beganMs, speaker, sessionId, token } = await eventually(begin, BEGIN_WITHIN_MS);
  const listener = await stage.listener(sessionId);
  const elapsedMs = () => performance.now() - beganMs;
  const until = (ms: number) => sleep(Math.max(0, ms - elapsedMs()));
  return {
    stage,
    speaker,
    listener,
    sessionId,
    token,
    elapsedMs,
    until,
    async sendUntil(ms, chunk, everyMs) {
      while (elapsedMs() < ms) {
        if (speaker.closed === undefined) speaker.send(chunk);
        await sleep(Math.min(everyMs, Math.max(0, ms - elapsedMs())));
      }
    },
    silent: (client = listener) => client.next('audioSilent', undefined, SILENT_MS + LATE_MS),
  };
}

export type Scene = (cast: Cast) => Promise<void>;

const playing = new WeakMap<object, Map<string, Promise<void>>>();

/** Runs all scenes at the same time, at the first call. @returns the outcome of the named scene. */
export async function played(stage: Stage, name: string, scenes: Readonly<Record<string, Scene>>): Promise<void> {
  let outcomes = playing.get(stage.observed);
  if (outcomes === undefined) {
    const play = async (scene: Scene, i: number) => {
      await sleep(i * BETWEEN_MS);
      await scene(await castOf(stage));
    };
    outcomes = new Map(Object.entries(scenes).map(([one, scene], i) => [one, play(scene, i)]));
    playing.set(stage.observed, outcomes);
    // The sockets belong to this check and close at its end.
    await Promise.allSettled(outcomes.values());
  }
  return outcomes.get(name);
}
