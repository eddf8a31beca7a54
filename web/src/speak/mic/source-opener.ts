/** Makes sources ready before anything is sent. Has the page's one audio graph, which must be opened by a click. */
import { MIC } from '../../texts/mic.ts';
import { SPEAK } from '../../texts/speak.ts';
import { thisBrowser } from '../../this-browser.ts';
import { Capture } from '../capture.ts';
import { Microphone } from '../microphone.ts';
import { type RecordedSource, readRecording } from '../recording.ts';
import type { SampleTalk } from '../sample-talk.ts';
import type { Source } from '../source.ts';
import { readChosenDevice, storeChosenDevice } from './chosen-device.ts';
import { chooseDevice, type Device, isDefault } from './device-choice.ts';
import { listMicrophones } from './device-list.ts';
import { MicProblem } from './mic-problem.ts';
import { browserMicrophone } from './microphone-browser.ts';
import type { PreparedSource } from './prepared-source.ts';

export class SourceOpener {
  readonly #sample: () => SampleTalk;
  #opening: Promise<Capture> | undefined;
  #capture: Capture | undefined;
  readonly #closed = new AbortController();

  /** @param sample the sample talk that suits the server's recogniser. */
  constructor(sample: () => SampleTalk) {
    this.#sample = sample;
  }

  /** The audio graph. Undefined until a source was opened. */
  get capture(): Capture | undefined {
    return this.#capture;
  }

  /** Must be called by the click itself, before any await: later, some browsers do not start sound. */
  wake(): void {
    this.#opening ??= Capture.open();
    this.#capture?.resume();
    this.#opening.catch(() => {
      // The error is reported to the code that awaits the promise. The next click tries again.
      this.#opening = undefined;
    });
  }

  /** @throws MicProblem, or an Error with a text for people. Then nothing of this source is open. */
  async open(source: Source): Promise<PreparedSource> {
    this.wake();
    const capture = (await this.#opening) as Capture;
    if (this.#closed.signal.aborted) capture.close();
    this.#closed.signal.throwIfAborted();
    this.#capture = capture;
    capture.resume();
    try {
      if (source.kind === 'microphone') return await this.#microphone(capture, source.device);
      return await this.#recording(capture, source.kind === 'talk' ? { ...source, sample: this.#sample() } : source);
    } catch (error) {
      if (error instanceof MicProblem && error.kind === 'graph') this.#renew(capture);
      throw error;
    }
  }

  /** Ends whatever is open, now or soon. */
  close(): void {
    this.#closed.abort();
    this.#capture?.close();
    this.#opening?.then(
      (capture) => capture.close(),
      () => {},
    );
  }

  /** An audio graph may have another rate than the microphone. If nothing uses it, the next click makes another one. */
  #renew(capture: Capture): void {
    if (!capture.isIdle) return;
    capture.close();
    this.#capture = undefined;
    this.#opening = undefined;
  }

  async #recording(capture: Capture, source: RecordedSource): Promise<PreparedSource> {
    const { sound, notes } = await readRecording(source, (bytes) => capture.decode(bytes));
    this.#closed.signal.throwIfAborted();
    const name = source.kind === 'file' ? source.file.name : source.sample.offer;
    return {
      kind: source.kind,
      text: source.kind === 'file' ? SPEAK.sourceFile(name) : source.sample.playing,
      note: notes.length > 0 ? SPEAK.mended(name, notes.join('; ')) : undefined,
      device: undefined,
      begin: (listener) => capture.useRecording(sound, listener),
      close: () => {},
    };
  }

  async #microphone(capture: Capture, picked: Device | undefined): Promise<PreparedSource> {
    const open: OpenDevice = (deviceId) => {
      const device = deviceId === undefined ? undefined : { exact: deviceId };
      return Microphone.open(browserMicrophone(capture, device), this.#closed.signal);
    };
    const { microphone, note } = picked
      ? { microphone: await open(picked.deviceId), note: undefined }
      : await chosen(open);
    this.#closed.signal.addEventListener('abort', () => microphone.close());
    if (this.#closed.signal.aborted) microphone.close();
    this.#closed.signal.throwIfAborted();
    if (picked) storeChosenDevice(thisBrowser, isDefault(picked) ? undefined : picked);
    return {
      kind: 'microphone',
      text: SPEAK.sourceMicrophone,
      note,
      device: deviceOf(microphone),
      begin: (listener) => capture.useMicrophone(microphone, listener),
      close: () => microphone.close(),
    };
  }
}

/** @param deviceId undefined: the system's choice. */
type OpenDevice = (deviceId: string | undefined) => Promise<Microphone<MediaStream>>;

interface OpenMicrophone {
  readonly microphone: Microphone<MediaStream>;
  /** Which microphone this is instead of the chosen one, in words. */
  readonly note: string | undefined;
}

/** Opens the microphone that was picked last time. If it cannot be used, another one. @throws MicProblem */
async function chosen(open: OpenDevice): Promise<OpenMicrophone> {
  const device = readChosenDevice(thisBrowser);
  if (device === undefined) return { microphone: await open(undefined), note: undefined };
  try {
    return { microphone: await open(device.deviceId), note: undefined };
  } catch (error) {
    if (!(error instanceof MicProblem) || !error.isOfDevice) throw error;
    return instead(open, device);
  }
}

async function instead(open: OpenDevice, device: Device): Promise<OpenMicrophone> {
  const microphone = await open(undefined);
  const note = () => MIC.instead(device.label || MIC.another, deviceOf(microphone).label || MIC.another);
  // Only now does the browser tell the devices' names: it may be there with another id.
  const choice = chooseDevice(await listMicrophones(), device);
  if (choice.kind === 'default' || choice.deviceId === device.deviceId) return { microphone, note: note() };
  try {
    const meant = await open(choice.deviceId);
    microphone.close();
    return { microphone: meant, note: undefined };
  } catch {
    return { microphone, note: note() };
  }
}

function deviceOf(microphone: Microphone<MediaStream>): Device {
  const track = microphone.stream.getAudioTracks()[0];
  return { deviceId: track?.getSettings().deviceId ?? '', label: track?.label ?? '' };
}
