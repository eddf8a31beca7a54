/**
 * Sound in the server's format, from one source at a time: the microphone, or a recording at its natural speed. Both follow
 * the audio clock, also in a background tab.
 */
import { monoSpeech } from '../../../src/audio/mono-speech.ts';
import type { Sound } from '../../../src/audio/sound.ts';
import captureWorklet from './capture.worklet.ts?worker&url';
import { CAPTURE_PROCESSOR, type CaptureCommand, type CapturedFrame, type CaptureReport } from './captured-frame.ts';
import { Microphone } from './microphone.ts';

export type SourceEnd = 'done' | 'lost';

/** Pieces of a recording that are given to the audio thread at a time: one second. */
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
  #microphone: Microphone<MediaStream> | undefined;

  /** Must be called by a click: browsers start sound only then. @throws DOMException if the browser has no worklets. */
  static async open(onFrame: (frame: CapturedFrame) => void): Promise<Capture> {
    const context = new AudioContext({ latencyHint: 'interactive' });
    await context.audioWorklet.addModule(captureWorklet);
    return new Capture(context, onFrame);
  }

  private constructor(context: AudioContext, onFrame: (frame: CapturedFrame) => void) {
    this.#context = context;
    this.#node = captureNode(context);
    this.#node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'frame') {
        this.#microphone?.hear(data);
        onFrame(data);
      } else if (data.recording === this.#recording?.number) this.#follow(data.kind, this.#recording);
    };
  }

  /** @param onEnd called when the microphone is unplugged or taken away. @throws DOMException when it is not allowed. */
  async useMicrophone(onEnd: (end: SourceEnd) => void): Promise<void> {
    const microphone = await Microphone.open({
      // Asks for two channels if there are two, because channels that cancel each other out must not be mixed.
      open: (processing) =>
        navigator.mediaDevices.getUserMedia({ audio: { channelCount: { ideal: 2 }, ...processing }, video: false }),
      connect: (stream) => this.#connect(stream, this.#node),
      listenAside: (stream, onFrame, signal) => this.#listenAside(stream, onFrame, signal),
      onLost: () => {
        this.stop();
        onEnd('lost');
      },
    });
    this.stop();
    this.#microphone = microphone;
    this.#stop = () => microphone.close();
  }

  /** The browser's decoder. @throws DOMException for a format that it does not know. */
  decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
    return this.#context.decodeAudioData(bytes);
  }

  /** @param onEnd called when all of the recording has been sent. */
  useRecording(sound: Sound, onEnd: (end: SourceEnd) => void): void {
    this.stop();
    this.#recordings += 1;
    const recording = { number: this.#recordings, pieces: monoSpeech(sound), onEnd };
    this.#recording = recording;
    this.#stop = () => this.#tell({ kind: 'stop' });
    this.#tell({ kind: 'begin', recording: recording.number });
    this.#follow('hungry', recording);
  }

  /** Does not wait: a context that may not run yet starts when the page is clicked. */
  resume(): void {
    void this.#context.resume();
  }

  /** Stops a recording at its position, so that nothing of it is lost. A microphone goes on, so that its level is shown. */
  hold(isHeld: boolean): void {
    if (isHeld && this.#recording) void this.#context.suspend();
    else this.resume();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#recording = undefined;
    this.#microphone = undefined;
  }

  close(): void {
    if (this.#context.state === 'closed') return;
    this.stop();
    this.#node.port.onmessage = null;
    void this.#context.close();
  }

  #connect(stream: MediaStream, node: AudioNode): () => void {
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(node);
    return () => source.disconnect();
  }

  #listenAside(stream: MediaStream, onFrame: (frame: CapturedFrame) => void, signal: AbortSignal): void {
    const node = captureNode(this.#context);
    node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'frame' && !signal.aborted) onFrame(data);
    };
    const disconnect = this.#connect(stream, node);
    signal.addEventListener('abort', () => {
      disconnect();
      node.disconnect();
      node.port.onmessage = null;
      node.port.postMessage({ kind: 'close' } satisfies CaptureCommand);
    });
  }

  /** Converts the recording piece by piece. All at once would block the page and take much memory. */
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

function captureNode(context: AudioContext): AudioWorkletNode {
  const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfInputs: 1, numberOfOutputs: 1 });
  // The node is silent. It is connected because the browser may skip nodes that lead nowhere.
  node.connect(context.destination);
  return node;
}
