/** `npm run synth`: writes the CloudFormation template and its asset. Uses no network and no credentials. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CHOICES, PIPELINE_CONCURRENCY, readOptions } from '../stack/options.ts';
import { buildPipeline } from '../stack/pipeline-bundle.ts';
import { RostrumStack } from '../stack/rostrum-stack.ts';
import { SET } from '../stack/server-settings.ts';

const HERE = join(import.meta.dirname, '..');
const STACK_NAME = 'Rostrum';

function help(): string {
  const choices = Object.entries(CHOICES).map(([key, { values, meaning }]) => {
    const [standard, ...others] = values;
    return `  ${key}=${standard} (or ${others.join(', ')})\n      ${meaning}`;
  });
  return `Writes the CloudFormation template of Rostrum and the pipeline's code to cdk.out (CDK_OUTDIR: another folder).

  npm --prefix deploy run synth -- [-c KEY=VALUE]...

${choices.join('\n')}
  ${PIPELINE_CONCURRENCY}=N (not set)
      Reserved concurrency of the pipeline's function: one for each broadcast at the same time keeps its order.

  ${SET}NAME=VALUE
      A setting of the server (.env.example), such as ${SET}TRANSCRIBE_MAX_STREAMS=100.

What to do with the template: deploy/README.md
`;
}

/** @throws Error of one line for an argument that is none. */
function readContext(args: string[]): Record<string, string> | undefined {
  const { values } = parseArgs({
    args,
    options: { context: { type: 'string', short: 'c', multiple: true }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return undefined;
  return Object.fromEntries(
    (values.context ?? []).map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`-c takes KEY=VALUE, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function main(): void {
  const context = readContext(process.argv.slice(2));
  if (context === undefined) {
    process.stdout.write(help());
    return;
  }
  const outdir = process.env.CDK_OUTDIR ?? join(HERE, 'cdk.out');
  const app = new App({ context, outdir, analyticsReporting: false });
  const unknown = Object.keys(context).filter(
    (key) => !(key in CHOICES || key === PIPELINE_CONCURRENCY || key.startsWith(SET)),
  );
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}. --help lists what there is`);
  const options = readOptions(app.node.getAllContext());
  new RostrumStack(app, STACK_NAME, {
    options,
    bundle: buildPipeline(join(HERE, 'build/pipeline')),
    // The template can then be deployed without the CDK's own bootstrap stack: README.md.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
  process.stdout.write(`${outdir}/${STACK_NAME}.template.json\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
