/** What a person chose, kept in this browser for the next time. */
import { Remembered } from './remembered.ts';

export const thisBrowser = new Remembered(() => localStorage);
