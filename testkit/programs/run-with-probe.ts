/**
 * Runs a program and a probe in the same process: the probe answers the questions of the parent process. The parent's side is
 * probed-server.ts.
 */
import { pathToFileURL } from 'node:url';

/** A question; its answer has the same id. */
export interface ProbeQuestion<Question> {
  readonly id: number;
  readonly question: Question;
}
export interface ProbeAnswer<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

/**
 * Call once, in the module of the probe. The first argument of the command line is the program to run.
 * @throws Error if there is no argument.
 */
export async function runWithProbe<Question, Answer>(answer: (question: Question) => Answer): Promise<void> {
  process.on('message', ({ id, question }: ProbeQuestion<Question>) => {
    process.send?.({ id, answer: answer(question) } satisfies ProbeAnswer<Answer>);
  });
  // Otherwise the channel would keep the program from ending.
  process.channel?.unref();
  // The program does not see this argument on its command line.
  const [program] = process.argv.splice(2, 1);
  if (program === undefined) throw new Error('The program to run is the first argument.');
  await import(pathToFileURL(program).href);
}
