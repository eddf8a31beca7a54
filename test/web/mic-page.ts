/** A microphone in the browser that the test has in its hand, and how many of its tracks are live. */
import type { Page } from 'playwright-core';

/** Counts every track that the page was given. Must come before the other scripts. */
export const COUNT_TRACKS = `{
  window.tracks = [];
  const native = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await native.call(this, wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}`;

/** Instead of the device: a pulsing tone through a gain that the test sets. */
export const TONE = `{
  window.gain = 0.4;
  window.tones = [];
  MediaDevices.prototype.getUserMedia = async function () {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: 220 });
    const pulse = new OscillatorNode(context, { frequency: 2 });
    const depth = new GainNode(context, { gain: 0.5 });
    const swell = new GainNode(context, { gain: 0.5 });
    const loudness = new GainNode(context, { gain: window.gain });
    const out = new MediaStreamAudioDestinationNode(context);
    pulse.connect(depth).connect(swell.gain);
    tone.connect(swell).connect(loudness).connect(out);
    tone.start();
    pulse.start();
    window.tones.push(loudness.gain);
    return out.stream;
  };
}`;

/** How loud it is from the start. */
export function gainOf(gain: number): string {
  return `window.gain = ${gain};`;
}

/** The browser refuses the microphone with this error. */
export function refusing(name: string): string {
  return `MediaDevices.prototype.getUserMedia = async () => { throw new DOMException('refused', '${name}'); };`;
}

/** The audio graph refuses every microphone, as Firefox does when the sampling rates differ. */
export const GRAPH_REFUSES = `AudioContext.prototype.createMediaStreamSource = () => {
  throw new DOMException('different sample-rate', 'NotSupportedError');
};`;

/** The microphone is opened, but none of its sound arrives. */
export const GRAPH_IS_SILENT = `AudioContext.prototype.createMediaStreamSource = function () {
  const node = new GainNode(this);
  node.connect = () => {};
  return node;
};`;

export const NO_WORKLET = `AudioWorklet.prototype.addModule = async () => {
  throw new DOMException('no worklet', 'AbortError');
};`;

/** A call takes the sound away from the page, until `window.isCalled` is false and somebody clicks. */
export const CALLS = `{
  window.contexts = [];
  const Native = AudioContext;
  AudioContext = class extends Native {
    constructor(options) {
      super(options);
      window.contexts.push(this);
    }
    async resume() {
      if (window.isCalled) throw new DOMException('in a call', 'InvalidStateError');
      return super.resume();
    }
  };
}`;

/** Keeps what the scripts above replace, for `ALLOW`. Must come after `COUNT_TRACKS`. */
export const KEEP_NATIVE = `window.native = [
  [MediaDevices.prototype, 'getUserMedia'],
  [AudioContext.prototype, 'createMediaStreamSource'],
  [AudioWorklet.prototype, 'addModule'],
].map(([of, name]) => [of, name, of[name]]);`;

/** The browser and its audio graph refuse nothing any more. */
export const ALLOW = 'for (const [of, name, native] of window.native) of[name] = native;';

/** What is left of all that the page has opened. */
export async function openGraphs(page: Page): Promise<number> {
  return Number(await page.evaluate("window.contexts.filter(({ state }) => state !== 'closed').length"));
}

export async function liveTracks(page: Page): Promise<number> {
  return Number(await page.evaluate("window.tracks.filter(({ readyState }) => readyState === 'live').length"));
}

/** The trouble that is shown: in the test, or on air. */
export function told(page: Page, trouble: string): Promise<void> {
  return page.locator(troubleOf(trouble)).waitFor({ state: 'attached' });
}

export function troubleOf(trouble: string): string {
  return `:is([data-mic-test], [data-step=live]) [data-trouble="${trouble}"]`;
}

/** How loud it is from now on. */
export async function loud(page: Page, gain: number): Promise<void> {
  await page.evaluate(`for (const tone of window.tones) tone.value = ${gain}`);
}

/** What the system does to a track. @param script before that. */
export async function happens(page: Page, event: 'mute' | 'unmute' | 'ended', script = ''): Promise<void> {
  await page.evaluate(`{
    ${script}
    const track = window.tracks.find(({ readyState }) => readyState === 'live');
    Object.defineProperty(track, 'muted', { configurable: true, value: '${event}' === 'mute' });
    track.dispatchEvent(new Event('${event}'));
  }`);
}
