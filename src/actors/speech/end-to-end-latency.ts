/**
 * Out: remembers when the audio of each forwarded final came, so that the age of its words is known when the pipeline
 * delivers their speech. Finals are found by trace id: an utterance has one final. Holds times and trace ids, no words.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';

/** At one final per second, two minutes of 30 broadcasts. One more removes the oldest, whose delivery is then not measured. */
const MAX_IN_FLIGHT = 4_096;

export class EndToEndLatency {
  /** Trace id → when the last audio of its final was received, monotonic ms. */
  readonly #lastAudioAt = new BoundedMap<string, number>(MAX_IN_FLIGHT);
  /** The last trace whose speech a listener got. Of several messages or tries only the first counts. */
  readonly #heard = new WeakMap<object, string>();

  /** A final is about to be handed to the pipeline. */
  sent(traceparent: string, lastAudioAt: number): void {
    const traceId = parseTraceId(traceparent);
    if (traceId !== undefined) this.#lastAudioAt.set(traceId, lastAudioAt);
  }

  /**
   * A listener got speech.
   * @param listener Any object that is the same each time. It is held weakly.
   * @returns when the audio of the final was received, monotonic ms; undefined for later messages of the same final, and
   *   for finals that this process did not send.
   */
  arrived(traceparent: string, listener: object): number | undefined {
    const traceId = parseTraceId(traceparent);
    const lastAudioAt = traceId === undefined ? undefined : this.#lastAudioAt.get(traceId);
    if (traceId === undefined || lastAudioAt === undefined || this.#heard.get(listener) === traceId) return undefined;
    this.#heard.set(listener, traceId);
    return lastAudioAt;
  }

  /** Finals remembered. */
  get size(): number {
    return this.#lastAudioAt.size;
  }
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

function parseTraceId(traceparent: string): string | undefined {
  return TRACEPARENT.exec(traceparent)?.[1];
}
