/**
 * Sound as the server wants it, from one source at a time: the microphone, or a recording at its natural pace. Both go
 * through the same audio graph, so both keep the audio clock's time, in a background tab too.
 */
import captureWorklet from './capture.worklet.ts?worker&url';
import { CAPTURE_PROCESSOR, type CapturedFrame } from './captured-frame.ts';

export type SourceEnd = 'done' | 'lost';

export class Capture {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  #stop: (() => void) | undefined;
  #isRecording = false;

  /** To be called by a click: browsers start sound for nothing else. @throws DOMException where there are no worklets. */
  static async open(onFrame: (frame: CapturedFrame) => void): Promise<Capture> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    await context.audioWorklet.addModule(captureWorklet);
    return new Capture(context, onFrame);
  }

  private constructor(context: AudioContext, onFrame: (frame: CapturedFrame) => void) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfInputs: 1, numberOfOutputs: 1 });
    this.#node.port.onmessage = ({ data }: MessageEvent<CapturedFrame>) => onFrame(data);
    // It gives no sound; what leads nowhere may be left out by the browser.
    this.#node.connect(context.destination);
  }

  /** @param onEnd Told when the microphone is unplugged or taken away. @throws DOMException when it is not allowed. */
  async useMicrophone(onEnd: (end: SourceEnd) => void): Promise<void> {
    const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const stream = await navigator.mediaDevices.getUserMedia({ audio, video: false });
    const [track] = stream.getAudioTracks();
    const source = this.#context.createMediaStreamSource(stream);
    this.#use(source, () => {
      for (const each of stream.getTracks()) each.stop();
    });
    track?.addEventListener('ended', () => {
      this.stop();
      onEnd('lost');
    });
  }

  /** @param bytes A file of any kind the browser can decode. @throws DOMException for another. */
  async useRecording(bytes: ArrayBuffer, onEnd: (end: SourceEnd) => void): Promise<void> {
    const buffer = await this.#context.decodeAudioData(bytes);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    this.#use(source, () => {
      source.onended = null;
      source.stop();
    });
    this.#isRecording = true;
    source.onended = () => {
      this.stop();
      onEnd('done');
    };
    source.start();
  }

  /** Not waited for: a context that may not run yet does so when the page is clicked. */
  resume(): void {
    void this.#context.resume();
  }

  /** Holds a recording where it is, so that nothing of it is lost; a microphone goes on, for its level. */
  hold(isHeld: boolean): void {
    if (isHeld && this.#isRecording) void this.#context.suspend();
    else this.resume();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#isRecording = false;
  }

  close(): void {
    if (this.#context.state === 'closed') return;
    this.stop();
    this.#node.port.onmessage = null;
    void this.#context.close();
  }

  #use(source: AudioNode, stop: () => void): void {
    this.stop();
    source.connect(this.#node);
    this.#stop = () => {
      source.disconnect();
      stop();
    };
  }
}
