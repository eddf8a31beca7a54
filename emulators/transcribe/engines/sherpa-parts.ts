/** Finds the files of a sherpa-onnx model in a folder by their names. Reads no file. */

export type SherpaParts =
  | {
      readonly kind: 'transducer';
      readonly encoder: string;
      readonly decoder: string;
      readonly joiner: string;
      readonly tokens: string;
    }
  | { readonly kind: 'moonshine'; readonly encoder: string; readonly mergedDecoder: string; readonly tokens: string };

export type SherpaPartsOutcome =
  | { readonly ok: true; readonly parts: SherpaParts }
  | {
      readonly ok: false /** For example `has no tokens.txt`, to follow the folder's name. */;
      readonly reason: string;
    };

const TOKENS = 'tokens.txt';
const QUANTISED = /\.int8\.(onnx|ort)$/;

const wrong = (reason: string): SherpaPartsOutcome => ({ ok: false, reason });

/** @param names of the files in the folder */
export function parseSherpaParts(names: readonly string[]): SherpaPartsOutcome {
  const found = (pattern: RegExp) => names.filter((name) => pattern.test(name)).sort();
  const merged = found(/^decoder.*merged.*\.(onnx|ort)$/);
  const encoders = found(/^encoder.*\.(onnx|ort)$/);
  const decoders = found(/^decoder.*\.(onnx|ort)$/).filter((name) => !merged.includes(name));
  const joiners = found(/^joiner.*\.(onnx|ort)$/);
  if (joiners.length === 0 && merged.length > 0) return moonshine(names, encoders, merged);
  if (encoders.length + decoders.length + joiners.length === 0) {
    return wrong('has no model that is known by its files: rostrum-asr.json can say what it is');
  }
  // Eight bits make the encoder (nearly all the work) and the joiner (runs most often) faster, but not the decoder.
  const encoder = theOne('encoders', encoders, 'int8');
  const decoder = theOne('decoders', decoders, 'plain');
  const joiner = theOne('joiners', joiners, 'int8');
  for (const part of [encoder, decoder, joiner]) if (part.problem !== undefined) return wrong(part.problem);
  const missing = [
    ...(encoder.name === undefined ? ['encoder*.onnx'] : []),
    ...(decoder.name === undefined ? ['decoder*.onnx'] : []),
    ...(joiner.name === undefined ? ['joiner*.onnx'] : []),
    ...(names.includes(TOKENS) ? [] : [TOKENS]),
  ];
  if (encoder.name === undefined || decoder.name === undefined || joiner.name === undefined || missing.length > 0) {
    return wrong(`has part of a transducer only: ${missing.join(', ')} is missing`);
  }
  const parts = { encoder: encoder.name, decoder: decoder.name, joiner: joiner.name, tokens: TOKENS };
  return { ok: true, parts: { kind: 'transducer', ...parts } };
}

function moonshine(names: readonly string[], encoders: string[], merged: string[]): SherpaPartsOutcome {
  const encoder = theOne('encoders', encoders, 'int8');
  const decoder = theOne('merged decoders', merged, 'int8');
  for (const part of [encoder, decoder]) if (part.problem !== undefined) return wrong(part.problem);
  const missing = [
    ...(encoder.name === undefined ? ['encoder*.ort'] : []),
    ...(names.includes(TOKENS) ? [] : [TOKENS]),
  ];
  if (encoder.name === undefined || decoder.name === undefined || missing.length > 0) {
    return wrong(`has part of a Moonshine model only: ${missing.join(', ')} is missing`);
  }
  return {
    ok: true,
    parts: { kind: 'moonshine', encoder: encoder.name, mergedDecoder: decoder.name, tokens: TOKENS },
  };
}

/** A model often comes in two forms: with eight-bit numbers (`.int8.onnx`) and with full ones. */
function theOne(
  what: string,
  names: readonly string[],
  preferred: 'int8' | 'plain',
): { readonly name?: string; readonly problem?: string } {
  const int8 = names.filter((name) => QUANTISED.test(name));
  const plain = names.filter((name) => !QUANTISED.test(name));
  if (int8.length > 1 || plain.length > 1) return { problem: `has more than one of its ${what}: ${names.join(', ')}` };
  const [name] = preferred === 'int8' ? [...int8, ...plain] : [...plain, ...int8];
  return name === undefined ? {} : { name };
}
