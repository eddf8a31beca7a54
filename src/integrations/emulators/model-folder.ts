/** The folder of the speech model, for the settings, setup and tests. Opens no file. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The version of the model's package; each version has its own folder. */
export const MODEL_VERSION = '0.0.4';

/** The problem when `defaultModelFolder` finds no folder. */
export const NO_MODEL_PLACE = 'there is no home folder for the speech model; set EMBEDDED_ASR_MODEL_FOLDER';

/**
 * The folder that setup puts the model in, one for all clones of a user. Never throws.
 * @param environment XDG_CACHE_HOME and HOME are used.
 * @returns undefined for a user without a home folder, such as a container's user id that the system does not know.
 */
export function defaultModelFolder(
  environment: Readonly<Record<string, string | undefined>>,
  homeOfUser = findHome,
): string | undefined {
  // By the XDG specification an empty or relative path counts as not set.
  const said = environment.XDG_CACHE_HOME ?? '';
  const home = environment.HOME || homeOfUser();
  const cache = said.startsWith('/') ? said : home && join(home, '.cache');
  return cache ? join(cache, 'rostrum', `moonshine-tiny-en-${MODEL_VERSION}`) : undefined;
}

/** The user's home folder in the system; Node throws when there is none. */
function findHome(): string | undefined {
  try {
    return homedir() || userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}
