/**
 * Leads the graph's sound to the loudspeaker: through an audio element, which browsers let go on when a phone is locked, or
 * straight from the context where an element cannot play a stream. Never through both.
 */

/**
 * By how much later sound leaves an element than the context, ms. Measured in Chromium 156 with PulseAudio: 22 to 47 ms at
 * 16 kHz, median 37; 25 to 67 ms at 44.1 kHz, median 61.
 */
const ELEMENT_MS = 40;
/** At another rate than speech has, the element resamples in blocks of its own. */
const ELEMENT_RESAMPLED_MS = 60;
const PLAIN_RATE_HZ = 16_000;
/** An element whose time stands still for so long, in a page that is seen, plays nothing, ms. */
const STUCK_MS = 3_000;

export class Outlet {
  readonly #context: AudioContext;
  readonly #from: AudioNode;
  /** Undefined: straight from the context. */
  #element: HTMLAudioElement | undefined;
  #stream: MediaStreamAudioDestinationNode | undefined;
  #movedAtMs = performance.now();
  #elementS = 0;

  /** @param from The end of the graph. @param onChange Called when the system or the page stops or starts the element. */
  constructor(context: AudioContext, from: AudioNode, onChange: () => void) {
    this.#context = context;
    this.#from = from;
    try {
      this.#stream = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
      this.#element = new Audio();
      this.#element.srcObject = this.#stream.stream;
      for (const event of ['pause', 'playing', 'error']) this.#element.addEventListener(event, onChange);
      from.connect(this.#stream);
    } catch {
      this.#goStraight();
    }
  }

  get isPlaying(): boolean {
    return this.#element === undefined || !this.#element.paused;
  }

  /** From the end of the graph to the context's own output, in addition to its latency, ms. */
  get leadMs(): number {
    if (this.#element === undefined) return 0;
    return this.#context.sampleRate === PLAIN_RATE_HZ ? ELEMENT_MS : ELEMENT_RESAMPLED_MS;
  }

  play(): void {
    this.#element?.play().catch(({ name }: DOMException) => {
      // Not allowed: before a click. Aborted: by a pause that came in between.
      if (name !== 'NotAllowedError' && name !== 'AbortError') this.#goStraight();
    });
  }

  pause(): void {
    this.#element?.pause();
  }

  /** Goes round an element that says that it plays and does not. @param isRunning The context makes samples, and the page is seen. */
  check(isRunning: boolean, nowMs: number): void {
    const element = this.#element;
    if (element === undefined) return;
    if (!isRunning || element.paused || element.currentTime !== this.#elementS) {
      this.#elementS = element.currentTime;
      this.#movedAtMs = nowMs;
    } else if (nowMs - this.#movedAtMs > STUCK_MS) this.#goStraight();
  }

  close(): void {
    this.#element?.pause();
    if (this.#element) this.#element.srcObject = null;
  }

  #goStraight(): void {
    this.close();
    this.#element = undefined;
    if (this.#stream) this.#from.disconnect(this.#stream);
    this.#stream = undefined;
    this.#from.connect(this.#context.destination);
  }
}
