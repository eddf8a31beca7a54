/** Finds or builds k6 before the loads need it: `npx tsx verify/load/prepare.ts`. Exit: 0; 1 when there is no k6. */
import { findGenerator } from './generator.ts';

const onBuild = (message: string) => process.stdout.write(`${message}\n`);

try {
  const { program, version } = await findGenerator({ environment: process.env, onBuild });
  process.stdout.write(`k6 ${version} is at hand: ${program}\n`);
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
