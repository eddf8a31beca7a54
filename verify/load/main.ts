/** `npm run load`: one load against a server, with real k6. Exit codes are in options.ts. */
import { runCommand } from './command.ts';
import { drive } from './drive.ts';
import { parseArguments, USAGE } from './options.ts';
import { linesOf } from './report-lines.ts';

// The SDK warns on Node 20 that releases of 2027 will want another; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

process.exitCode = await runCommand(
  {
    name: 'load',
    usage: USAGE,
    parse: parseArguments,
    run: async (options, signal) => {
      const [driven] = await drive([options], process.env, signal);
      if (driven === undefined) throw new Error('nothing was run');
      const { report, chartFile } = driven;
      const hasColours = process.stdout.isTTY === true && !process.env.NO_COLOR;
      const lines = options.json ? [JSON.stringify(report, undefined, 2)] : linesOf(report, { hasColours, chartFile });
      process.stdout.write(`${lines.join('\n')}\n`);
      return report.faults.length === 0 ? 0 : 1;
    },
  },
  process.argv.slice(2),
);
