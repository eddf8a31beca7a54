/**
 * Runs on the audio thread: converts a microphone's sound to 16 kHz mono PCM in frames of 100 ms, each with its level. A
 * recording arrives already converted and is sent at the speed of the audio clock.
 */
import { SpeechConverter } from '../../../src/audio/mono-speech.ts';
import { toPcm, toSamples } from '../../../src/audio/pcm.ts';
import { rms } from '../../../src/audio/volume.ts';
import { PcmSlicer } from '../../../src/client/pcm-slicer.ts';
import { CAPTURE_PROCESSOR, type CaptureCommand, type CaptureReport } from './captured-frame.ts';
import { InputMeter } from './mic/input-meter.ts';
import { RecordingQueue } from './recording-queue.ts';

/** Globals of this thread, which are missing in TypeScript's browser library. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Samples that the audio thread processes at a time, in every browser. */
const QUANTUM = 128;

interface Playing {
  readonly recording: number;
  readonly queue: RecordingQueue;
  isHungry: boolean;
}

class CaptureProcessor extends AudioWorkletProcessor {
  readonly #converter = new SpeechConverter(sampleRate);
  readonly #meter = new InputMeter();
  #slicer = new PcmSlicer();
  #playing: Playing | undefined;
  #isHeld = false;
  #isClosed = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<CaptureCommand>) => this.#obey(data);
  }

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    if (this.#playing) {
      if (!this.#isHeld) this.#play(this.#playing);
    } else if (input !== undefined && input.length > 0) {
      this.#hear(input);
    }
    return !this.#isClosed;
  }

  #obey(command: CaptureCommand): void {
    if (command.kind === 'begin') {
      this.#slicer = new PcmSlicer(); // drops the rest of the earlier sound
      this.#playing = { recording: command.recording, queue: new RecordingQueue(sampleRate), isHungry: false };
    } else if (command.kind === 'stop') {
      this.#playing = undefined;
    } else if (command.kind === 'hold') {
      this.#isHeld = command.isHeld;
    } else if (command.kind === 'close') {
      this.#isClosed = true;
    } else if (command.recording === this.#playing?.recording) {
      if (command.kind === 'end') this.#playing.queue.end();
      else this.#playing.queue.add(command.samples);
      this.#playing.isHungry = false;
    }
  }

  #hear(input: readonly Float32Array[]): void {
    this.#meter.push(input);
    this.#give(this.#converter.push(input));
  }

  #play(playing: Playing): void {
    const { recording, queue } = playing;
    this.#give(queue.advance(QUANTUM));
    if (queue.isOver) {
      const rest = this.#slicer.flush();
      if (rest) this.#post(rest);
      this.#playing = undefined;
      this.#report({ kind: 'played', recording });
    } else if (queue.isLow && !playing.isHungry) {
      playing.isHungry = true;
      this.#report({ kind: 'hungry', recording });
    }
  }

  #give(samples: Int16Array): void {
    for (const bytes of this.#slicer.push(toPcm(samples))) this.#post(bytes);
  }

  #post(bytes: Uint8Array): void {
    const pcm = bytes.slice();
    const { isCancelling } = this.#converter;
    this.#report({ kind: 'frame', pcm, level: rms(toSamples(pcm)), ...this.#meter.take(), isCancelling }, [pcm.buffer]);
  }

  #report(report: CaptureReport, transfer: Transferable[] = []): void {
    this.port.postMessage(report, transfer);
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
