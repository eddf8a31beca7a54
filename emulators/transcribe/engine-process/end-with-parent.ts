/** Ends this process when its parent ends, even while native code runs and blocks the event loop. */

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * On Linux a process can ask for a signal when its parent ends (prctl(2)). Elsewhere nothing is done: the closed channel to
 * the parent ends the process as soon as its event loop runs. For Linux the parent is the thread that forked. Node forks on
 * the thread that asks for it, and here that is the main thread.
 * @returns undefined, or the reason why it cannot be done, in one line. Never rejects.
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
