/** Shared by the checks of refreshed connections. */
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { holds } from '../expectation.ts';
import type { Message } from '../observed.ts';
import type { Query, Stage } from '../stage.ts';

export const REFRESH = { action: 'refreshConnection' };
const MIN_OPEN_MS = 1_000;
const MAX_OPEN_MS = 10_000;
/** On a busy machine a close may be seen this much later than it is due. */
const SLACK_MS = 5_000;

/** A new socket that has refreshed, and the time before the request. */
export async function refreshed(stage: Stage, query: Query) {
  const beforeMs = performance.now();
  const client = await stage.connect({ ...REFRESH, ...query });
  const complete = await client.next('connectionRefreshComplete');
  client.greeting = complete;
  return { client, complete, beforeMs };
}

export async function isLeftOpen(old: Client, beforeMs: number): Promise<void> {
  const { atMs } = await old.closesWith(CLOSE.replaced, MAX_OPEN_MS + SLACK_MS);
  holds('the replaced socket to stay open 1 s', atMs - beforeMs >= MIN_OPEN_MS, `${Math.round(atMs - beforeMs)} ms`);
}

export async function countOf(speaker: Client): Promise<unknown> {
  const isMine = ({ updateReason }: Message) => updateReason === 'requested';
  return (await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus', isMine)).listenerCount;
}
