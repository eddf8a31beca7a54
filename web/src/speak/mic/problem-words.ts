/** Says why a source cannot be used, and what to do. */
import type { Words } from '../../texts/locale.ts';
import { MIC } from '../../texts/mic.ts';
import { speakErrorWords } from '../../texts/speak-errors.ts';
import { MicProblem } from './mic-problem.ts';

export function sourceProblemWords(error: unknown): Words {
  return error instanceof MicProblem ? MIC.problems[error.kind] : speakErrorWords(error);
}
