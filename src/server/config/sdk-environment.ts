/** The environment variables that the AWS SDK needs. */
import { homedir } from 'node:os';

/** @param lookForHome Throws for a user without a home folder. */
export function sdkEnvironment(lookForHome: () => string = homedir): Readonly<Record<string, string>> {
  // On Node 20 the SDK warns that its releases from 2027 on need Node 22. Our version is pinned, so the warning does
  // not apply.
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  try {
    lookForHome();
    return quiet;
  } catch {
    // The SDK looks for its files in the home folder and would throw too. A folder that does not exist prevents that.
    return { ...quiet, HOME: '/nonexistent' };
  }
}
