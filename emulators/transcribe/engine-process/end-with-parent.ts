/** Ends this process when its parent dies, also while it is inside native code and its event loop stands still. */

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * Linux tells a process of its parent's death by a signal of its choice (prctl(2)). Elsewhere nothing is done: the closed
 * channel to the parent ends it as soon as its event loop runs. The parent is the thread that forked; Node forks on the one
 * that asks for it, and here that is the main thread.
 * @returns why it cannot be done, in one line. Never rejects.
 */
export async function endWithParent(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const prctl = koffi.load(null).func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)');
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) === 0 ? undefined : 'prctl refuses it';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.split('\n', 1)[0];
  }
}
