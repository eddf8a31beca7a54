/** What is kept in this tab, for a reload. */
import { Remembered } from './remembered.ts';

export const thisTab = new Remembered(() => sessionStorage);
