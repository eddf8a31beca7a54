/** Says what a folder has instead of setup's model. For errors about a wrong folder. */
import { readdir } from 'node:fs/promises';

export const EMPTY_FOLDER = 'it is empty';

/** If one of these is in the folder, it is setup's model, and the error names the missing files instead. */
const OWN = ['encoder_model.ort', 'decoder_model_merged.ort'];

/** In this order: the first entry whose files are all there is taken. */
const KINDS: readonly { readonly files: readonly RegExp[]; readonly text: string }[] = [
  { files: [/^ggml-.*\.bin$/], text: 'it looks like one of Whisper’s: EMBEDDED_ASR=whisper:FILE' },
  {
    files: [/encoder.*\.onnx$/, /decoder.*\.onnx$/, /joiner.*\.onnx$/],
    text: 'it looks like a transducer of sherpa-onnx: EMBEDDED_ASR=sherpa:FOLDER',
  },
  {
    files: [/^preprocess.*\.onnx$/, /^uncached_decode.*\.onnx$/],
    text: 'it looks like a Moonshine of the older kind, in four parts: EMBEDDED_ASR=sherpa:FOLDER',
  },
  {
    files: [/\.onnx$|\.ort$/, /^tokens\.txt$/],
    text: 'it looks like a model of sherpa-onnx: EMBEDDED_ASR=sherpa:FOLDER',
  },
  { files: [/^mdef$/], text: 'it looks like an acoustic model of PocketSphinx' },
  { files: [/\.whl$/], text: 'it has a wheel, which npm run setup would unpack' },
];

/** @returns undefined if the folder has a part of setup's model. Rejects when the folder cannot be read. */
export async function describeModelFolder(folder: string): Promise<string | undefined> {
  const names = await readdir(folder);
  if (OWN.some((name) => names.includes(name))) return undefined;
  if (names.length === 0) return EMPTY_FOLDER;
  const kind = KINDS.find(({ files }) => files.every((pattern) => names.some((name) => pattern.test(name))));
  return kind?.text ?? `of its ${names.length} files none is of a model that is known here`;
}
