/** Leaves a session that this page does not show. */
import type { Speaker } from '../../../src/client/speaker.ts';

/** @param isUseless Nobody has heard of the session: it is ended. */
export function leaveSession(speaker: Speaker, isUseless: boolean): void {
  const left = isUseless ? speaker.end() : Promise.resolve();
  left.catch(() => {}).finally(() => speaker.close());
}
