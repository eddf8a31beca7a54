/** `npm run validate`: the requirements' latency targets, held against measurements. Exit codes are in validate-options.ts. */
import { runCommand } from './command.ts';
import { drive } from './drive.ts';
import { writePage } from './performance-page.ts';
import { parseArguments, USAGE } from './validate-options.ts';
import { isPassed, validate } from './validation.ts';
import { linesOf, markdownOf } from './validation-lines.ts';

// The SDK warns on Node 20 that releases of 2027 will want another; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const args = process.argv.slice(2);

process.exitCode = await runCommand(
  {
    name: 'validate',
    usage: USAGE,
    parse: parseArguments,
    run: async ({ loads, json, write }, signal) => {
      const driven = await drive(loads, process.env, signal);
      const reports = driven.map(({ report }) => report);
      const validation = validate(reports);
      const hasColours = process.stdout.isTTY === true && !process.env.NO_COLOR;
      const lines = json
        ? [JSON.stringify({ passed: isPassed(validation), ...validation, reports }, undefined, 2)]
        : linesOf(validation, hasColours);
      process.stdout.write(`${lines.join('\n')}\n`);
      if (write) {
        const day = new Date().toISOString().slice(0, 10);
        const command = ['npm run validate', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
        const charts = Object.fromEntries(driven.map(({ report, chart }) => [report.load, chart]));
        await writePage(markdownOf(validation, reports, { command, day }), charts);
      }
      return isPassed(validation) ? 0 : 1;
    },
  },
  args,
);
