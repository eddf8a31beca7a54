/** Finds k6, or builds it, so that the loads find it at hand: `npx tsx verify/load/prepare.ts`. Exit: 0, or 1 when it cannot be had. */
import { findGenerator } from './generator.ts';

const onBuild = (message: string) => process.stdout.write(`${message}\n`);

try {
  const { program, version } = await findGenerator({ environment: process.env, onBuild });
  process.stdout.write(`k6 ${version} is at hand: ${program}\n`);
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
