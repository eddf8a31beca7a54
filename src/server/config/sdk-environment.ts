/** What the AWS SDK has to find in its environment. */
import { homedir } from 'node:os';

/** @param lookForHome throws for a user without a home folder. */
export function sdkEnvironment(lookForHome: () => string = homedir): Readonly<Record<string, string>> {
  // It warns on Node 20 that releases from 2027 on will want 22; ours is pinned, so the warning says nothing new.
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  try {
    lookForHome();
    return quiet;
  } catch {
    // It looks for its files in the home folder, and would throw as well: it is given one that is not there.
    return { ...quiet, HOME: '/nonexistent' };
  }
}
