/**
 * A Whisper model of 9 MB that whisper.cpp loads and runs as any other, and that says one text whatever it hears: its weights
 * are 0 but for those that lead from each place in the text to the next token.
 */

/** As small as whisper.cpp takes: one head of 64. */
const WIDTH = 64;
const LAYERS = 4;
const MELS = 80;
const BINS = 201;
const AUDIO_PLACES = 1_500;
const TEXT_PLACES = 448;
const MULTILINGUAL = 51_865;
const ENGLISH = 51_864;
const F32 = 0;
const F16 = 1;
/** Of a half float. */
const ONE = 0x3c00;

/** Tokens that whisper.cpp looks for by their text. */
const NEEDED = [' ', ' -', " '"];

export interface TinyWhisper {
  /** One token for each; up to 55. */
  readonly words?: readonly string[];
  readonly english?: boolean;
}

/** @returns the file */
export function tinyWhisper({ words = [' Hello', ' world', '.'], english = false }: TinyWhisper = {}): Buffer {
  const vocabulary = english ? ENGLISH : MULTILINGUAL;
  const end = english ? 50_256 : 50_257;
  // The prompt: start, then language and task where it knows several, then that there are no times.
  const prompt = english ? 2 : 4;
  const says = [...words.map((_, i) => i + 1), end];
  const parts = [
    int32(0x67676d6c, vocabulary, AUDIO_PLACES, WIDTH, 1, LAYERS, TEXT_PLACES, WIDTH, 1, LAYERS, MELS, 1),
    int32(MELS, BINS),
    Buffer.alloc(MELS * BINS * 4),
    int32(end),
    ...Array.from({ length: end }, (_, i) => word(NEEDED[i - 100] ?? words[i - 1] ?? `<${i}>`)),
    ...audioTensors(),
    ...textTensors(vocabulary, says, prompt),
  ];
  return Buffer.concat(parts);
}

function audioTensors(): Buffer[] {
  return [
    tensor('encoder.positional_embedding', F32, [WIDTH, AUDIO_PLACES]),
    tensor('encoder.conv1.weight', F16, [3, MELS, WIDTH]),
    tensor('encoder.conv1.bias', F32, [1, WIDTH]),
    tensor('encoder.conv2.weight', F16, [3, WIDTH, WIDTH]),
    tensor('encoder.conv2.bias', F32, [1, WIDTH]),
    ...norm('encoder.ln_post'),
    ...Array.from({ length: LAYERS }, (_, i) => layer(`encoder.blocks.${i}`, ['attn'])).flat(),
  ];
}

/** Place p of the text is told by number p of the width, and the token to follow there has a 1 in it. */
function textTensors(vocabulary: number, says: readonly number[], prompt: number): Buffer[] {
  const places = Buffer.alloc(WIDTH * TEXT_PLACES * 4);
  const embedding = Buffer.alloc(WIDTH * vocabulary * 2);
  for (const [i, token] of says.entries()) {
    const place = prompt - 1 + i;
    places.writeFloatLE(100, (place * WIDTH + place) * 4);
    embedding.writeUInt16LE(ONE, (token * WIDTH + place) * 2);
  }
  return [
    tensor('decoder.positional_embedding', F32, [WIDTH, TEXT_PLACES], places),
    tensor('decoder.token_embedding.weight', F16, [WIDTH, vocabulary], embedding),
    tensor('decoder.ln.weight', F32, [WIDTH], floats(WIDTH, 1)),
    tensor('decoder.ln.bias', F32, [WIDTH]),
    ...Array.from({ length: LAYERS }, (_, i) => layer(`decoder.blocks.${i}`, ['attn', 'cross_attn'])).flat(),
  ];
}

function layer(name: string, attentions: readonly string[]): Buffer[] {
  const linear = (part: string, from: number, to: number, bias = true) => [
    tensor(`${name}.${part}.weight`, F16, [from, to]),
    ...(bias ? [tensor(`${name}.${part}.bias`, F32, [to])] : []),
  ];
  return [
    ...linear('mlp.0', WIDTH, 4 * WIDTH),
    ...linear('mlp.2', 4 * WIDTH, WIDTH),
    ...norm(`${name}.mlp_ln`),
    ...attentions.flatMap((attention) => [
      ...norm(`${name}.${attention}_ln`),
      ...linear(`${attention}.query`, WIDTH, WIDTH),
      ...linear(`${attention}.key`, WIDTH, WIDTH, false),
      ...linear(`${attention}.value`, WIDTH, WIDTH),
      ...linear(`${attention}.out`, WIDTH, WIDTH),
    ]),
  ];
}

function norm(name: string): Buffer[] {
  return [tensor(`${name}.weight`, F32, [WIDTH]), tensor(`${name}.bias`, F32, [WIDTH])];
}

/** @param data zeros when not given */
function tensor(name: string, type: number, dims: readonly number[], data?: Buffer): Buffer {
  const count = dims.reduce((product, size) => product * size, 1);
  return Buffer.concat([
    int32(dims.length, name.length, type, ...dims),
    Buffer.from(name, 'latin1'),
    data ?? Buffer.alloc(count * (type === F32 ? 4 : 2)),
  ]);
}

function floats(count: number, value: number): Buffer {
  return Buffer.from(new Float32Array(count).fill(value).buffer);
}

function word(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([int32(bytes.length), bytes]);
}

function int32(...values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}
