/** Reads the names of an ONNX model's inputs, which tell what kind of model it is. Skips the weights, loads nothing. */
import { CutShort, ModelBytes } from './model-bytes.ts';

/** Protobuf field numbers: of the graph in a model, of an input in a graph, of a name in an input. */
const GRAPH = 7;
const INPUT = 11;
const NAME = 1;
const LENGTH_DELIMITED = 2;
const MOST_NAME_BYTES = 1_024;

export class NotOnnx extends Error {}

/** @throws CutShort when the file ends too early, NotOnnx, or the error of reading */
export function onnxInputs(file: string): string[] {
  const bytes = new ModelBytes(file);
  try {
    const names: string[] = [];
    let graphs = 0;
    eachField(bytes, bytes.size, (field, end) => {
      if (field !== GRAPH) return;
      graphs++;
      eachField(bytes, end, (member, memberEnd) => {
        if (member === INPUT) names.push(...nameIn(bytes, memberEnd));
      });
    });
    if (graphs !== 1) throw new NotOnnx();
    return names;
  } finally {
    bytes.close();
  }
}

function nameIn(bytes: ModelBytes, end: number): string[] {
  const names: string[] = [];
  eachField(bytes, end, (field, fieldEnd) => {
    if (field === NAME) names.push(bytes.bytes(Math.min(fieldEnd - bytes.at, MOST_NAME_BYTES)).toString('utf8'));
  });
  return names;
}

/** Calls `tell` for each field that has a length, then continues after the field. */
function eachField(bytes: ModelBytes, end: number, tell: (field: number, end: number) => void): void {
  while (bytes.at < end) {
    const tag = varint(bytes);
    const kind = tag % 8;
    if (kind === 0) varint(bytes);
    else if (kind === 1) bytes.skip(8);
    else if (kind === 5) bytes.skip(4);
    else if (kind === LENGTH_DELIMITED) {
      const length = varint(bytes);
      const fieldEnd = bytes.at + length;
      if (fieldEnd > end) throw end === bytes.size ? new CutShort() : new NotOnnx();
      tell(Math.floor(tag / 8), fieldEnd);
      bytes.at = fieldEnd;
    } else throw new NotOnnx();
  }
}

/** Exact up to 2^53. Larger and negative numbers give a wrong number. */
function varint(bytes: ModelBytes): number {
  let value = 0;
  for (let shift = 0; shift < 10; shift++) {
    const byte = bytes.byte();
    value += (byte % 128) * 128 ** shift;
    if (byte < 128) return value;
  }
  throw new NotOnnx();
}
