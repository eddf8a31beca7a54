/** Says what a file looks like, by its first bytes. For errors about a wrong file. */

interface Look {
  readonly text: string;
  readonly is: (head: Buffer) => boolean;
}

const begins =
  (with_: string, at = 0) =>
  (head: Buffer) =>
    head.subarray(at).toString('latin1').startsWith(with_);

/** In this order: the first entry that fits is taken. */
const LOOKS: readonly Look[] = [
  { text: 'a model of whisper.cpp (ggml)', is: begins('lmgg') },
  { text: 'a GGUF model', is: begins('GGUF') },
  { text: 'a ggml model of another program', is: (head) => /^(tjgg|algg|fmgg)/.test(head.toString('latin1')) },
  { text: 'a safetensors file', is: (head) => head.subarray(8, 10).toString('latin1') === '{"' },
  { text: 'a zip archive, as PyTorch’s .pt files and wheels are', is: begins('PK') },
  { text: 'a gzip archive', is: begins('\x1f\x8b') },
  { text: 'a bzip2 archive', is: begins('BZh') },
  { text: 'a recording (RIFF, .wav)', is: begins('RIFF') },
  { text: 'a recording (FLAC)', is: begins('fLaC') },
  { text: 'an ONNX Runtime model (.ort)', is: begins('ORTM', 4) },
  { text: 'an ONNX model', is: (head) => head[0] === 8 && (head[1] ?? 99) <= 20 && head[2] === 0x12 },
  { text: 'a pointer of Git LFS, not the file itself', is: begins('version https://git-lfs') },
  { text: 'a web page', is: (head) => /^\s*<(!doctype|html)/i.test(head.toString('latin1')) },
  { text: 'text', is: (head) => head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13) },
];

/** @param head the file's first bytes, about 64, or fewer if the file is shorter @returns for example `a GGUF model` */
export function describeHead(head: Buffer): string {
  if (head.length === 0) return 'an empty file';
  return LOOKS.find(({ is }) => is(head))?.text ?? 'nothing known';
}
