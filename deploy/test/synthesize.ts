/** Writes the templates of both variants, by the command that everybody uses, before the tests look at them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DEPLOY, outdirOf, VARIANTS, type Variant } from './variants.ts';

for (const [variant, context] of Object.entries(VARIANTS)) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(DEPLOY, 'bin/app.ts'), ...context.flatMap((pair) => ['-c', pair])],
    { cwd: DEPLOY, stdio: 'inherit', env: { ...process.env, CDK_OUTDIR: outdirOf(variant as Variant) } },
  );
  if (status !== 0) process.exit(status ?? 1);
}
