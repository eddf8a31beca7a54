/** Writes ONNX models by hand, as small as a test wants them: protobuf, the few fields that are needed. */

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly floats?: readonly number[];
  readonly integers?: readonly number[];
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integers, or lists of them. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A text dimension is any number. */
export interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'int64';
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly metadata: Readonly<Record<string, string | number>>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
}

const FLOAT = 1;
const INT64 = 7;

export function writeOnnx(model: OnnxModel): Buffer {
  const graph = Buffer.concat([
    ...model.nodes.map((node) => part(1, nodeOf(node))),
    part(2, text('test')),
    ...model.constants.map((tensor) => part(5, tensorOf(tensor))),
    ...model.inputs.map((value) => part(11, valueInfo(value))),
    ...model.outputs.map((value) => part(12, valueInfo(value))),
  ]);
  const metadata = Object.entries(model.metadata).map(([key, value]) =>
    part(14, Buffer.concat([part(1, text(key)), part(2, text(String(value)))])),
  );
  return Buffer.concat([
    number(1, 8), // the version of the format
    part(2, text('test')),
    part(7, graph),
    part(8, Buffer.concat([part(1, text('')), number(2, 13)])), // the version of the operators
    ...metadata,
  ]);
}

function nodeOf({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => part(1, text(name))),
    ...outputs.map((name) => part(2, text(name))),
    part(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => part(5, attributeOf(name, value))),
  ]);
}

function attributeOf(name: string, value: number | readonly number[]): Buffer {
  return typeof value === 'number'
    ? Buffer.concat([part(1, text(name)), number(3, value), number(20, 2)])
    : Buffer.concat([part(1, text(name)), ...value.map((one) => number(8, one)), number(20, 7)]);
}

function tensorOf({ name, dims, floats, integers }: OnnxTensor): Buffer {
  const data = Buffer.from(
    floats === undefined ? BigInt64Array.from(integers ?? [], BigInt).buffer : Float32Array.from(floats).buffer,
  );
  const type = floats === undefined ? INT64 : FLOAT;
  return Buffer.concat([...dims.map((size) => number(1, size)), number(2, type), part(8, text(name)), part(9, data)]);
}

function valueInfo({ name, type, shape }: OnnxValue): Buffer {
  const dims = shape.map((size) => part(1, typeof size === 'number' ? number(1, size) : part(2, text(size))));
  const tensor = Buffer.concat([number(1, type === 'float' ? FLOAT : INT64), part(2, Buffer.concat(dims))]);
  return Buffer.concat([part(1, text(name)), part(2, part(1, tensor))]);
}

function part(field: number, data: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(data.length), data]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** Negative numbers take ten bytes. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const text = (value: string) => Buffer.from(value, 'utf8');
