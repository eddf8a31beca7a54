/**
 * A streaming transducer of a few kilobytes that sherpa-onnx loads and runs as any other: while it hears sound it says the words
 * of its vocabulary in turn, one token every 0.32 s, and in silence nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnnx } from './onnx-writer.ts';

/** Frames of 10 ms that are decoded at a time, and what they become. */
const CHUNK = 32;
const STEPS = 8;
const BINS = 80;
/** Of the log energy: silence is about -16, speech over -10. */
const LOUDNESS_OFFSET = 10;

export interface TinyTransducer {
  /** After the blank; `▁` begins a word. */
  readonly tokens?: readonly string[];
  /** Without its state among the inputs, as of a model that reads recordings whole. */
  readonly streaming?: boolean;
  /** Before `.onnx`. */
  readonly suffix?: string;
}

/** Writes encoder, decoder, joiner and tokens.txt into the folder. */
export function writeTinyTransducer(folder: string, options: TinyTransducer = {}): void {
  const { tokens = ['▁HELLO', '▁WOR', 'LD', '▁I', '▁AM', '▁HERE'], streaming = true, suffix = '' } = options;
  mkdirSync(folder, { recursive: true });
  const vocabulary = ['<blk>', ...tokens];
  writeFileSync(join(folder, `encoder${suffix}.onnx`), encoder(streaming));
  writeFileSync(join(folder, `decoder${suffix}.onnx`), decoder(vocabulary.length));
  writeFileSync(join(folder, `joiner${suffix}.onnx`), joiner(vocabulary.length));
  writeFileSync(join(folder, 'tokens.txt'), vocabulary.map((token, i) => `${token} ${i}\n`).join(''));
}

/** 1 in the first of eight steps where there is sound, at most 0 elsewhere. */
function encoder(streaming: boolean): Buffer {
  const state = (name: string) => ({ name, type: 'float', shape: [1, 'N', 1] }) as const;
  return writeOnnx({
    metadata: {
      model_type: 'lstm',
      num_encoder_layers: 1,
      T: CHUNK,
      decode_chunk_len: CHUNK,
      rnn_hidden_size: 1,
      d_model: 1,
    },
    inputs: [
      { name: 'x', type: 'float', shape: ['N', CHUNK, BINS] },
      ...(streaming ? [state('h'), state('c')] : [{ name: 'x_lens', type: 'int64', shape: ['N'] } as const]),
    ],
    outputs: [
      { name: 'encoder_out', type: 'float', shape: ['N', STEPS, 1] },
      ...(streaming ? [state('next_h'), state('next_c')] : []),
    ],
    nodes: [
      { op: 'Reshape', inputs: ['x', 'shape'], outputs: ['steps'] },
      { op: 'ReduceMean', inputs: ['steps'], outputs: ['energy'], attributes: { axes: [2], keepdims: 1 } },
      { op: 'Add', inputs: ['energy', 'offset'], outputs: ['loudness'] },
      { op: 'Clip', inputs: ['loudness', 'least', 'most'], outputs: ['sound'] },
      { op: 'Mul', inputs: ['sound', 'mask'], outputs: ['encoder_out'] },
      ...(streaming
        ? [
            { op: 'Identity', inputs: ['h'], outputs: ['next_h'] },
            { op: 'Identity', inputs: ['c'], outputs: ['next_c'] },
          ]
        : []),
    ],
    constants: [
      { name: 'shape', dims: [3], integers: [-1, STEPS, (CHUNK / STEPS) * BINS] },
      { name: 'offset', dims: [1], floats: [LOUDNESS_OFFSET] },
      { name: 'least', dims: [], floats: [-1] },
      { name: 'most', dims: [], floats: [1] },
      { name: 'mask', dims: [STEPS, 1], floats: [1, 0, 0, 0, 0, 0, 0, 0] },
    ],
  });
}

/** A 1 at the token that follows the last one; after the last of all comes the first. */
function decoder(size: number): Buffer {
  const next = Array.from({ length: size }, (_, last) => (last % (size - 1)) + 1);
  return writeOnnx({
    metadata: { vocab_size: size, context_size: 2 },
    inputs: [{ name: 'y', type: 'int64', shape: ['N', 2] }],
    outputs: [{ name: 'decoder_out', type: 'float', shape: ['N', size] }],
    nodes: [
      { op: 'Gather', inputs: ['y', 'place'], outputs: ['last'], attributes: { axis: 1 } },
      { op: 'Gather', inputs: ['table', 'last'], outputs: ['decoder_out'], attributes: { axis: 0 } },
    ],
    constants: [
      { name: 'place', dims: [], integers: [1] },
      {
        name: 'table',
        dims: [size, size],
        floats: next.flatMap((token) => Array.from({ length: size }, (_, i) => (i === token ? 1 : 0))),
      },
    ],
  });
}

/** The next token where there is sound, else the blank. */
function joiner(size: number): Buffer {
  return writeOnnx({
    metadata: { joiner_dim: 1 },
    inputs: [
      { name: 'encoder_out', type: 'float', shape: ['N', 1] },
      { name: 'decoder_out', type: 'float', shape: ['N', size] },
    ],
    outputs: [{ name: 'logit', type: 'float', shape: ['N', size] }],
    nodes: [
      { op: 'Mul', inputs: ['encoder_out', 'decoder_out'], outputs: ['token'] },
      { op: 'Add', inputs: ['token', 'blank'], outputs: ['logit'] },
    ],
    constants: [{ name: 'blank', dims: [size], floats: Array.from({ length: size }, (_, i) => (i === 0 ? 0.5 : 0)) }],
  });
}
