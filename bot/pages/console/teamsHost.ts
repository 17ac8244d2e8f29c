/** Asks Teams who sits before the tab. A bundle of its own: the library is fetched in a frame of Teams only (tab.ts). */
import { app, authentication } from '@microsoft/teams-js';

/** A token of the directory for Lotse; Teams asks the person for consent where that is needed. Throws what Teams says. */
export async function askForToken(): Promise<string> {
  await app.initialize();
  return authentication.getAuthToken();
}
