/** `npm run bench:more-cores`: what a second thread or a second process adds to one process. */
import { commandLine } from '../../../testkit/command/command-line.ts';
import { EXIT } from '../../../testkit/command/failure.ts';
import { duration, flag, whole } from '../../../testkit/command/option.ts';
import { runCommand } from '../../../testkit/command/run-command.ts';
import { type Marks, writeMeasured } from '../../../testkit/text/measured-page.ts';
import { PERFORMANCE_PAGE } from '../performance-page.ts';
import { takeTurn } from '../turn.ts';
import { measureMoreCores } from './measure.ts';
import { decisive, toMarkdown, toTerminal, toVerdict } from './result.ts';

const NAME = 'bench:more-cores';
const MARKS: Marks = { name: 'more-cores', writtenBy: `npm run ${NAME} -- --write` };

const MORE_CORES = commandLine({
  name: NAME,
  call: `npm run ${NAME} -- [options]`,
  about: `
Finds the most sessions (chunks of 100 ms, a listener, two transcripts a second each) whose chunks come to Transcribe within
150 ms (p99), with one share of a core for one process, and two shares for: the same process; one whose upstream streams (HTTP/2, signing)
are in a second thread, both threads together; the same with a share for each thread, as on two cores; and two processes with
a share each. Shares are kept by the kernel, with control groups
(cpu.max, or cpu.cfs_quota_us): so all of them fit on one core, beside the generator and the endpoints on the other. Takes
about nine minutes. Needs Linux and mostly root; where the machine does not allow it, it says so and measures nothing.`,
  options: {
    share: whole({ shown: '40', help: 'one share, per cent of a core', least: 10, most: 50, fallback: 40 }),
    step: whole({ shown: '10', help: 'sessions are tried in multiples of this', least: 5, most: 100, fallback: 10 }),
    seconds: duration('s', { shown: '6', help: 'length of each measurement', least: 1, most: 600, fallback: 6 }),
    write: flag('write the table and the verdict into docs/performance.md'),
  },
  notes: `
Exit: 0 measured; 1 something did not work, or nothing could be decided; 2 wrong usage.`,
  settle: (values) => values,
});

const note = (line: string) => process.stderr.write(`${NAME}: ${line}\n`);

process.exitCode = await runCommand(MORE_CORES, async (options, { signal, interrupted }) => {
  const { share, step, seconds, write } = options;
  const giveBack = await takeTurn(() => note('waiting for another measurement'), signal);
  try {
    const measuring = measureMoreCores({ percent: share, step, seconds }, note, signal);
    const results = await Promise.race([measuring, interrupted]);
    process.stdout.write(`${toTerminal(results, share).join('\n')}\n`);
    if (write) {
      const args = process.argv.slice(2);
      const command = [`npm run ${NAME}`, ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
      const day = new Date().toISOString().slice(0, 10);
      await writeMeasured(PERFORMANCE_PAGE, MARKS, toMarkdown(results, share, { command, day }));
    }
    const [alone] = results;
    const threads = decisive(results);
    const isDecided = alone && threads && toVerdict(alone, threads).isEnough !== undefined;
    return isDecided ? EXIT.done : EXIT.failed;
  } finally {
    giveBack();
  }
});
