/** The Python programs of requirements.txt, which are installed in deploy/python. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DEPLOY } from './variants.ts';

/** For processes that run them. */
export const PYTHON_ENVIRONMENT = {
  ...process.env,
  PYTHONPATH: [join(DEPLOY, 'python'), process.env.PYTHONPATH ?? ''].filter(Boolean).join(delimiter),
};

/**
 * @param distribution As in requirements.txt. Python must have it in that version: another version of the linter finds other
 * things. @throws Error that says how to install it.
 */
export function needPython(distribution: string): void {
  const requirements = readFileSync(join(DEPLOY, 'requirements.txt'), 'utf8');
  const wanted = new RegExp(`^${distribution}(?:\\[\\w+\\])?==(\\S+)$`, 'm').exec(requirements)?.[1];
  const code = `import importlib.metadata as m; print(m.version('${distribution}'))`;
  const { stdout } = spawnSync('python3', ['-c', code], { encoding: 'utf8', env: PYTHON_ENVIRONMENT });
  const found = stdout?.trim();
  if (wanted !== undefined && found === wanted) return;
  throw new Error(
    `Python has ${found ? `${distribution} ${found}` : `no ${distribution}`}, not ${wanted}: python3 -m pip install --target deploy/python -r deploy/requirements.txt`,
  );
}
