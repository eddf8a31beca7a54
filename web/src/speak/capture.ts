/**
 * Sound in the server's format, from one source at a time: a microphone, or a recording at its natural speed. Both follow
 * the audio clock, also in a background tab.
 */
import { monoSpeech } from '../../../src/audio/mono-speech.ts';
import type { Sound } from '../../../src/audio/sound.ts';
import captureWorklet from './capture.worklet.ts?worker&url';
import { CAPTURE_PROCESSOR, type CaptureCommand, type CapturedFrame, type CaptureReport } from './captured-frame.ts';
import { MicProblem } from './mic/mic-problem.ts';
import { MicrophoneCare } from './mic/microphone-care.ts';
import type { Microphone } from './microphone.ts';
import type { SourceListener } from './source-listener.ts';

/** Pieces of a recording that are given to the audio thread at a time: one second. */
const PIECES_AT_ONCE = 10;

interface Playing {
  readonly number: number;
  readonly pieces: Generator<Int16Array<ArrayBuffer>>;
}

interface Speaking {
  readonly microphone: Microphone<MediaStream>;
  readonly care: MicrophoneCare;
}

export class Capture {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  #listener: SourceListener | undefined;
  #playing: Playing | undefined;
  #recordings = 0;
  #speaking: Speaking | undefined;
  #hasTrouble = false;
  #isMuted = false;

  /** Must be called by a click: browsers start sound only then. @throws MicProblem if the browser has no worklets. */
  static async open(): Promise<Capture> {
    let context: AudioContext | undefined;
    try {
      context = new AudioContext({ latencyHint: 'interactive' });
      await context.audioWorklet.addModule(captureWorklet);
      return new Capture(context);
    } catch (error) {
      void context?.close();
      throw new MicProblem(window.isSecureContext ? 'graph' : 'insecure', error);
    }
  }

  private constructor(context: AudioContext) {
    this.#context = context;
    this.#node = captureNode(context);
    this.#node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'frame') this.#hear(data);
      else if (data.recording === this.#playing?.number) this.#follow(data.kind, this.#playing);
    };
  }

  /** Sends an open microphone from now on, or sends it to another listener. @throws MicProblem, and it is closed then. */
  useMicrophone(microphone: Microphone<MediaStream>, listener: SourceListener): void {
    const isNew = this.#speaking?.microphone !== microphone;
    const care = isNew ? new MicrophoneCare(this.#context) : (this.#speaking as Speaking).care;
    try {
      microphone.use({
        lost: () => {
          this.#speaking = undefined;
          care.lost();
          care.close();
          microphone.close();
          listener.ended('lost');
        },
        muted: (isMuted) => care.trackMuted(isMuted),
      });
    } catch (error) {
      if (isNew) care.close();
      throw error;
    }
    if (isNew) this.stop();
    this.#listener = listener;
    this.#speaking = { microphone, care };
    care.muted(this.#isMuted);
    care.tell((trouble) => {
      this.#hasTrouble = trouble !== undefined;
      listener.trouble(trouble);
    });
  }

  /** The browser's decoder. @throws DOMException for a format that it does not know. */
  decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
    return this.#context.decodeAudioData(bytes);
  }

  useRecording(sound: Sound, listener: SourceListener): void {
    this.stop();
    this.#listener = listener;
    this.#recordings += 1;
    const playing = { number: this.#recordings, pieces: monoSpeech(sound) };
    this.#playing = playing;
    this.#tell({ kind: 'begin', recording: playing.number });
    this.#follow('hungry', playing);
  }

  /** Does not wait: a context that may not run yet starts when the page is clicked. */
  resume(): void {
    this.#context.resume().catch(() => {});
  }

  /** Stops a recording at its position, so that nothing of it is lost. A microphone goes on, so that its level is shown. */
  hold(isHeld: boolean): void {
    this.#tell({ kind: 'hold', isHeld });
  }

  /** Nothing is being sent. */
  get isIdle(): boolean {
    return this.#playing === undefined && this.#speaking === undefined;
  }

  /** The broadcast is muted: whoever speaks now is told. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#speaking?.care.muted(isMuted);
  }

  stop(): void {
    if (this.#playing) this.#tell({ kind: 'stop' });
    this.#playing = undefined;
    this.#speaking?.care.close();
    this.#speaking?.microphone.close();
    this.#speaking = undefined;
    if (this.#hasTrouble) this.#listener?.trouble(undefined);
    this.#hasTrouble = false;
    this.#listener = undefined;
  }

  close(): void {
    if (this.#context.state === 'closed') return;
    this.stop();
    this.#node.port.onmessage = null;
    void this.#context.close();
  }

  /** Sends a stream's sound. @returns a function that ends it. @throws what the browser's audio graph throws. */
  connect(stream: MediaStream, node: AudioNode = this.#node): () => void {
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(node);
    return () => source.disconnect();
  }

  /** Analyses a stream's sound, without sending it. @throws what the browser's audio graph throws. */
  listenAside(stream: MediaStream, onFrame: (frame: CapturedFrame) => void, signal: AbortSignal): void {
    const node = captureNode(this.#context);
    node.port.onmessage = ({ data }: MessageEvent<CaptureReport>) => {
      if (data.kind === 'frame' && !signal.aborted) onFrame(data);
    };
    let disconnect = () => {};
    signal.addEventListener('abort', () => {
      disconnect();
      node.disconnect();
      node.port.onmessage = null;
      node.port.postMessage({ kind: 'close' } satisfies CaptureCommand);
    });
    disconnect = this.connect(stream, node);
  }

  #hear(frame: CapturedFrame): void {
    this.#speaking?.microphone.hear(frame);
    this.#speaking?.care.hear(frame);
    this.#listener?.frame(frame);
  }

  /** Converts the recording piece by piece. All at once would block the page and take much memory. */
  #follow(report: 'hungry' | 'played', { number, pieces }: Playing): void {
    if (report === 'played') {
      const listener = this.#listener;
      this.stop();
      listener?.ended('done');
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
