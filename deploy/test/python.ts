/** The Python programs of requirements.txt. */
import { spawnSync } from 'node:child_process';

/** A module that Python finds here or in PYTHONPATH. @throws Error that says how to install what is missing. */
export function needPython(module: string): void {
  const { status } = spawnSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
  if (status === 0) return;
  throw new Error(
    `Python has no ${module}: python3 -m pip install --target deploy/python -r deploy/requirements.txt, then PYTHONPATH=deploy/python`,
  );
}
