/**
 * Sound as the server wants it, from one source at a time: the microphone, or a recording at its natural pace. Both keep
 * the audio clock's time, in a background tab too.
 */
import { monoSpeech } from '../../../src/audio/mono-speech.ts';
import type { Sound } from '../../../src/audio/sound.ts';
import captureWorklet from './capture.worklet.ts?worker&url';
import { CAPTURE_PROCESSOR, type CaptureCommand, type CapturedFrame, type CaptureReport } from './captured-frame.ts';

export type SourceEnd = 'done' | 'lost';

/** Of a recording, handed to the audio thread at a time: a second. */
const PIECES_AT_ONCE = 10;

interface Recording {
  readonly number: number;
  readonly pieces: Generator<Int16Array<ArrayBuffer>>;
  readonly onEnd: (end: SourceEnd) => void;
}

export class Capture {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  #stop: (() => void) | undefined;
  #recording: Recording | undefined;
  #recordings = 0;

  /** To be called by a click: browsers start sound for nothing else. @throws DOMException where there are no worklets. */
  static async open(onFrame: (frame: CapturedFrame) => void): Promise<Capture> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    await context.audioWorklet.addModule(captureWorklet);
    return new Capture(context, onFrame);
  }

  private constructor(context: AudioContext, onFrame: (frame: CapturedFrame) => void) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfInputs: 1, numberOfOutputs: 1 });
    this.#node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'frame') onFrame(data);
      else if (data.recording === this.#recording?.number) this.#follow(data.kind, this.#recording);
    };
    // It gives no sound; what leads nowhere may be left out by the browser.
    this.#node.connect(context.destination);
  }

  /** @param onEnd Told when the microphone is unplugged or taken away. @throws DOMException when it is not allowed. */
  async useMicrophone(onEnd: (end: SourceEnd) => void): Promise<void> {
    // Two channels where there are two: mixed by the browser, those of a microphone wired wrongly would be silence.
    const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const audio = { channelCount: { ideal: 2 }, ...processing };
    const stream = await navigator.mediaDevices.getUserMedia({ audio, video: false });
    const [track] = stream.getAudioTracks();
    const source = this.#context.createMediaStreamSource(stream);
    this.stop();
    source.connect(this.#node);
    this.#stop = () => {
      source.disconnect();
      for (const each of stream.getTracks()) each.stop();
    };
    track?.addEventListener('ended', () => {
      this.stop();
      onEnd('lost');
    });
  }

  /** The browser's decoder. @throws DOMException for a file it does not know. */
  decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
    return this.#context.decodeAudioData(bytes);
  }

  /** @param onEnd Told when all of it has been given. */
  useRecording(sound: Sound, onEnd: (end: SourceEnd) => void): void {
    this.stop();
    this.#recordings += 1;
    const recording = { number: this.#recordings, pieces: monoSpeech(sound), onEnd };
    this.#recording = recording;
    this.#stop = () => this.#tell({ kind: 'stop' });
    this.#tell({ kind: 'begin', recording: recording.number });
    this.#follow('hungry', recording);
  }

  /** Not waited for: a context that may not run yet does so when the page is clicked. */
  resume(): void {
    void this.#context.resume();
  }

  /** Holds a recording where it is, so that nothing of it is lost; a microphone goes on, for its level. */
  hold(isHeld: boolean): void {
    if (isHeld && this.#recording) void this.#context.suspend();
    else this.resume();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#recording = undefined;
  }

  close(): void {
    if (this.#context.state === 'closed') return;
    this.stop();
    this.#node.port.onmessage = null;
    void this.#context.close();
  }

  /** Converts the recording as it is needed: all at once would stop the page for a while, and hold all of it. */
  #follow(report: 'hungry' | 'played', { number, pieces, onEnd }: Recording): void {
    if (report === 'played') {
      this.stop();
      onEnd('done');
      return;
    }
    for (let i = 0; i < PIECES_AT_ONCE; i++) {
      const { value: samples, done } = pieces.next();
      if (done) this.#tell({ kind: 'end', recording: number });
      if (done) return;
      this.#tell({ kind: 'piece', recording: number, samples }, [samples.buffer]);
    }
  }

  #tell(command: CaptureCommand, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(command, transfer);
  }
}
