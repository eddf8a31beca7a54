/** A dictated talk with a listener, and what the pipeline was invoked with for it. */

import type { Client } from './client.ts';
import { itemsOf, Talk, type Timing } from './dictation.ts';
import { show } from './expectation.ts';
import { type Invocation, isFinal, type Lambda } from './lambda.ts';
import type { Query, Stage } from './stage.ts';

/** What the pipeline gets; its members are checked one by one. */
export type Payload = Readonly<Record<string, unknown>>;

export interface Scene {
  readonly speaker: Client;
  readonly sessionId: string;
  readonly lambda: Lambda;
  readonly talk: Talk;
}

/** Said at the end of a scene: when its invocation has come, all before it have. */
const OVER = 'over';

/** @param atMs How much audio there is before the first result: words are said in it. */
export async function scene(stage: Stage, query: Query = {}, atMs = 3_000): Promise<Scene> {
  const { speaker, sessionId } = await stage.speaker(query);
  await stage.listener(sessionId);
  return onAir(stage, speaker, sessionId, atMs);
}

/** The same with a speaker of the check's own, and its listeners. */
export async function onAir(stage: Stage, speaker: Client, sessionId: string, atMs = 3_000): Promise<Scene> {
  const talk = new Talk(speaker);
  await talk.until(atMs);
  return { speaker, sessionId, lambda: stage.aws.lambda, talk };
}

/** A partial of a text. @returns its invocations that came for it, `count` more of them than before. */
export async function partial(on: Scene, name: string, text: string, timing: Timing, count = 0): Promise<Payload[]> {
  const before = on.lambda.of(on.sessionId).length;
  await on.talk.partial(name, itemsOf(text, timing));
  if (count === 0) return [];
  const all = await on.lambda.sees(on.sessionId, () => true, before + count);
  return all.slice(before).map(({ payload }) => payload);
}

/** Waits until everything that was said has been forwarded. @returns all invocations of the scene but the last. */
export async function played(on: Scene): Promise<Payload[]> {
  const fromMs = on.talk.nowMs;
  await on.talk.until(fromMs + 500);
  await on.talk.final(OVER, itemsOf(OVER, { fromMs: fromMs + 200 }));
  await on.lambda.sees(on.sessionId, isOver);
  return on.lambda
    .of(on.sessionId)
    .filter((invocation) => !isOver(invocation))
    .map(({ payload }) => payload);
}

const isOver = (invocation: Invocation) => isFinal(invocation) && invocation.payload.transcriptText === OVER;

/** The texts of what was handed over for good, in order. */
export const handedOver = (payloads: readonly Payload[]): unknown[] =>
  payloads.filter(({ isPartial }) => isPartial === false).map(({ transcriptText }) => transcriptText);

export const partialsOf = (payloads: readonly Payload[]): Payload[] =>
  payloads.filter(({ isPartial }) => isPartial === true);

/** `0 Thank you` for segment 0, `1? for` for a partial of segment 1. */
export const briefly = (payloads: readonly Payload[]): string[] =>
  payloads.map(
    ({ segment, isPartial, transcriptText }) => `${show(segment)}${isPartial === true ? '?' : ''} ${transcriptText}`,
  );
