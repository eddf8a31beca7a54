/** What a page does that nobody sits at: it keeps the screen lit, and hides the pointer. */

const POINTER_MS = 3_000;

/** The browser may take the lock away, such as while the page is hidden: it is asked for again when it is seen. */
export function keepLit(): void {
  const ask = () => {
    if (document.visibilityState !== 'visible') return;
    // Only secure pages have it, and a battery that is low may refuse it. The screen works without.
    navigator.wakeLock?.request('screen').catch(() => {});
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}

/** Hides the pointer when it has not moved for 3 s. */
export function hidePointer(): void {
  const { classList } = document.documentElement;
  let timer: number | undefined;
  const seen = () => {
    classList.remove('still');
    clearTimeout(timer);
    timer = window.setTimeout(() => classList.add('still'), POINTER_MS);
  };
  document.addEventListener('pointermove', seen);
  seen();
}
