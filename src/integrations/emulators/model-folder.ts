/** Where the speech model is kept, for those who only name the place: the settings, setup and the tests. */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** The version of the model's package; a new one gets a folder of its own. */
export const MODEL_VERSION = '0.0.4';

/** Why there is no place for the model where `defaultModelFolder` finds none. */
export const NO_MODEL_PLACE = 'there is no home folder for the speech model; set EMBEDDED_ASR_MODEL_FOLDER';

/**
 * Where setup puts the model: one place for all clones of a user. Never throws.
 * @param environment XDG_CACHE_HOME and HOME count.
 * @returns undefined for a user without a home folder, as one that the system does not know (a container's number) may
 * be.
 */
export function defaultModelFolder(
  environment: Readonly<Record<string, string | undefined>>,
  homeOfUser = findHome,
): string | undefined {
  // The XDG specification: an empty or relative path counts as not set.
  const said = environment.XDG_CACHE_HOME ?? '';
  const home = environment.HOME || homeOfUser();
  const cache = said.startsWith('/') ? said : home && join(home, '.cache');
  return cache ? join(cache, 'rostrum', `moonshine-tiny-en-${MODEL_VERSION}`) : undefined;
}

/** As the system knows it: Node throws where it does not. */
function findHome(): string | undefined {
  try {
    return homedir() || userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}
