/**
 * Finals on their way through the pipeline, so that a delivery that comes back can be told how old the words in it are.
 * Known by their trace: an utterance has one final. Holds times and trace ids, nothing of what was said.
 */
import { BoundedMap } from '../../audio/bounded-map.ts';

/** At a final a second, two minutes of 30 broadcasts; over it the oldest is forgotten, and its delivery not measured. */
const MAX_IN_FLIGHT = 4_096;

export class EndToEndLatency {
  /** Trace id → when the last audio it is about was received, monotonic ms. */
  readonly #lastAudioAt = new BoundedMap<string, number>(MAX_IN_FLIGHT);
  /** The last trace whose speech a listener got: of several messages, and of several tries, the first counts. */
  readonly #heard = new WeakMap<object, string>();

  /** A final is about to be handed to the pipeline. */
  sent(traceparent: string, lastAudioAt: number): void {
    const traceId = parseTraceId(traceparent);
    if (traceId !== undefined) this.#lastAudioAt.set(traceId, lastAudioAt);
  }

  /**
   * A listener got speech.
   * @param listener Whoever it is, as long as it is the same object every time; not kept alive by this.
   * @returns when the audio it is about was received, monotonic ms; undefined for all but the first message of a final
   *   that this process sent.
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
