/**
 * Runs a program with a probe beside it in the same process: the probe answers what the process that started it asks. The
 * other end is probed-server.ts.
 */
import { pathToFileURL } from 'node:url';

/** A question, and its answer under the same number. */
export interface ProbeQuestion<Question> {
  readonly id: number;
  readonly question: Question;
}
export interface ProbeAnswer<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

/**
 * To be called once, by the module that is the probe. The first argument of the command line is the program to run.
 * @throws Error when there is none.
 */
export async function runWithProbe<Question, Answer>(answer: (question: Question) => Answer): Promise<void> {
  process.on('message', ({ id, question }: ProbeQuestion<Question>) => {
    process.send?.({ id, answer: answer(question) } satisfies ProbeAnswer<Answer>);
  });
  // The channel alone does not keep the program from ending.
  process.channel?.unref();
  // The program's own command line has no arguments.
  const [program] = process.argv.splice(2, 1);
  if (program === undefined) throw new Error('The program to run is the first argument.');
  await import(pathToFileURL(program).href);
}
