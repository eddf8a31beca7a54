/** Reads the WAV a speech program writes to a pipe: mono 16-bit, its stated length a placeholder. Never reads files. */

export interface WavSpeech {
  readonly sampleRateHz: number;
  readonly samples: Int16Array;
}

/** The samples of a WAV, up to its end whatever length its header claims. @throws Error saying what is wrong. */
export function readWavSpeech(wav: Buffer): WavSpeech {
  if (wav.length < 12 || wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('The speech engine wrote no WAV');
  }
  let sampleRateHz: number | undefined;
  for (let at = 12; at + 8 <= wav.length; ) {
    const id = wav.toString('latin1', at, at + 4);
    const size = wav.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ' && body + 16 <= wav.length) {
      const [format, channels, bits] = [
        wav.readUInt16LE(body),
        wav.readUInt16LE(body + 2),
        wav.readUInt16LE(body + 14),
      ];
      if (format !== 1 || channels !== 1 || bits !== 16) throw new Error('The speech engine wrote no mono 16-bit PCM');
      sampleRateHz = wav.readUInt32LE(body + 4);
    }
    if (id === 'data' && sampleRateHz !== undefined) {
      return { sampleRateHz, samples: samplesOf(wav.subarray(body, Math.min(wav.length, body + size))) };
    }
    at = body + size + (size % 2);
  }
  throw new Error('The speech engine wrote a WAV without audio');
}

function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
  return samples;
}
