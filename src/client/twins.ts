/** Finds messages that came on both sockets while two sockets of one client are open. Delivers nothing itself. */
import type { Incoming } from './client-events.ts';
import { toDeliveryKey } from './copies.ts';

/** Messages remembered of each socket. If one lags behind by more, the oldest messages may be delivered twice. */
const MAX_REMEMBERED = 512;

export class Twins {
  /** Seen on one socket and not yet on the other: message → how often. */
  readonly #unmatched = new Map<object, Map<string, number>>();

  /**
   * Each copy on one socket cancels one copy on the other, so that a message sent twice is delivered twice.
   * @returns true when the same message has already come on the other socket.
   */
  isTwin(socket: object, message: Incoming, text: string): boolean {
    const key = toKey(message, text);
    for (const [other, seen] of this.#unmatched) if (other !== socket && takeOne(seen, key)) return true;
    const mine = this.#unmatched.get(socket) ?? new Map<string, number>();
    this.#unmatched.set(socket, mine);
    mine.set(key, (mine.get(key) ?? 0) + 1);
    if (mine.size > MAX_REMEMBERED) mine.delete(mine.keys().next().value ?? '');
    return false;
  }

  /** One of the two sockets is closed: nothing can come twice any more. */
  forget(): void {
    this.#unmatched.clear();
  }
}

/**
 * Identifies a delivery by its number and content, a transcript by its line and text, any other message by its JSON.
 */
function toKey(message: Incoming, text: string): string {
  const { type, resultId, segment, isPartial } = message;
  const delivery = toDeliveryKey(message);
  if (delivery !== undefined) return delivery;
  if (type === 'transcript') return JSON.stringify([type, resultId, segment, isPartial, message.text]);
  return text;
}

function takeOne(seen: Map<string, number>, key: string): boolean {
  const count = seen.get(key);
  if (count === undefined) return false;
  if (count === 1) seen.delete(key);
  else seen.set(key, count - 1);
  return true;
}
