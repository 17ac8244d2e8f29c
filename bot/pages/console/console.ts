/** The page for people of support: begins, and shows what the address names. */
import { allowSound } from './alerts';
import { paint, spinner } from './components';
import type { Me } from '../../console/api';
import { desk, follow, refreshQueue, unfollow } from './desk';
import { carryDownloads } from './downloads';
import { keepPlace, returnToPlace } from './drafts';
import { fill } from './element';
import { hearKeys } from './keys';
import { hearLinks, takeLink } from './places';
import { read, Refusal, useSession } from './server';
import { closeShell, openShell } from './shell';
import { enterWithLink, showNotAllowed, showSignIn } from './signIn';
import { enterByTab, hasLeft, isTab, showTabLeft, showTabTrouble } from './tab';
import { spoken, word } from './words';

const app = document.getElementById('app')!;

async function begin(): Promise<void> {
  document.documentElement.lang = spoken();
  paint();
  addEventListener('pointerdown', allowSound, { once: true });
  addEventListener('keydown', allowSound, { once: true });
  hearLinks();
  const token = takeLink();
  if (token && !await enterWithLink(app, token)) return;
  await (isTab() && !token ? enterTab() : enter());
}

async function enter(): Promise<void> {
  try {
    desk.me = await read<Me>('me');
  } catch (error) {
    if (error instanceof Refusal && error.status === 403) showNotAllowed(app);
    // Its browser keeps no cookie in a frame: the session would be begun again and again.
    else if (isTab() && error instanceof Refusal && error.status === 401) showTabTrouble(app, 'failed');
    else {
      keepPlace();
      showSignIn(app, isBackInVain() ? word('signIn.failed') : error instanceof Refusal && error.code !== 'SignedOut' ? error.text : undefined);
    }
    return;
  }
  if (desk.me.roles.length === 0) { showNotAllowed(app, desk.me.administrators); return; }
  returnToPlace();
  useSession(desk.me.csrf, signedOut);
  hearKeys();
  if (isTab()) carryDownloads();
  openShell(app);
  follow(signedOut);
  await refreshQueue();
}

/** The session is over, whichever way the page has learnt that: it says so once, keeps what was begun, and leads to the sign-in. */
function signedOut(): void {
  if (!unfollow()) return;
  keepPlace();
  closeShell();
  if (isTab()) showTabLeft(app, word('tab.ended'));
  else showSignIn(app, word('signIn.expired'));
}

/** Each time that the tab is opened Teams says who sits before it: the frame's session may be somebody else's who sat there before. No page of the directory can be shown in a frame, so else the way leads to the browser. */
async function enterTab(): Promise<void> {
  if (hasLeft()) { showTabLeft(app); return; }
  fill(app, spinner());
  const trouble = await enterByTab();
  if (trouble) showTabTrouble(app, trouble);
  else await enter();
}

/** The server sends a browser back like this when nobody came of a sign-in. */
function isBackInVain(): boolean {
  return location.hash === '#signInFailed';
}

void begin();
