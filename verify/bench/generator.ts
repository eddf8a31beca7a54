/** The generator's process, as the rig sees it. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from '../../testkit/programs/child-environment.ts';
import { Program } from '../../testkit/programs/program.ts';
import { type Core, onCore } from './cores.ts';
import type { GeneratorAnswers, GeneratorQuestion, GeneratorReply } from './generator-messages.ts';

const ENTRY = fileURLToPath(new URL('./generator-process.ts', import.meta.url));

export class Generator {
  readonly program: Program;

  constructor(core: Core) {
    // Large young generation: fewer collections, which would make it late.
    const args = ['--max-semi-space-size=64', '--import', 'tsx', ENTRY];
    this.program = new Program({
      ...onCore(core, args),
      environment: plainEnvironment(),
      hasChannel: true,
      ownGroup: true,
    });
  }

  /** Rejects with why it could not be done, or when the process ends first. */
  async ask<Q extends GeneratorQuestion>(question: Q): Promise<GeneratorAnswers[Q['ask']]> {
    const { child, closed } = this.program;
    const gone = closed.then((how) => {
      throw new Error(`the generator ended with ${how}: ${this.program.output.stderr.trim()}`);
    });
    const answered = once(child, 'message') as Promise<[GeneratorReply]>;
    child.send(question);
    const [reply] = await Promise.race([answered, gone]);
    if ('refused' in reply) throw new Error(`the generator: ${reply.refused}`);
    return reply.answer as GeneratorAnswers[Q['ask']];
  }
}
