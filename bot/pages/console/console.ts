/** The page for people of support: begins, and shows what the address names. */
import { allowSound } from './alerts';
import { paint } from './components';
import type { Me } from '../../console/api';
import { desk, follow, refreshQueue } from './desk';
import { keepPlace, returnToPlace } from './drafts';
import { hearKeys } from './keys';
import { takeLink } from './places';
import { read, Refusal, useSession } from './server';
import { openShell } from './shell';
import { enterWithLink, showNotAllowed, showSignIn } from './signIn';
import { spoken, word } from './words';

const app = document.getElementById('app')!;

async function begin(): Promise<void> {
  document.documentElement.lang = spoken();
  paint();
  addEventListener('pointerdown', allowSound, { once: true });
  addEventListener('keydown', allowSound, { once: true });
  const token = takeLink();
  if (token && !await enterWithLink(app, token)) return;
  await enter();
}

async function enter(): Promise<void> {
  try {
    desk.me = await read<Me>('me');
  } catch (error) {
    if (error instanceof Refusal && error.status === 403) showNotAllowed(app);
    else showSignIn(app, isBackInVain() ? word('signIn.failed') : error instanceof Refusal && error.status !== 401 ? error.text : undefined);
    return;
  }
  if (desk.me.roles.length === 0) { showNotAllowed(app, desk.me.administrators); return; }
  const signedOut = () => { keepPlace(); showSignIn(app); };
  returnToPlace();
  useSession(desk.me.csrf, signedOut);
  hearKeys();
  openShell(app);
  follow(signedOut);
  await refreshQueue();
}

/** The server sends a browser back like this when nobody came of a sign-in. */
function isBackInVain(): boolean {
  return location.hash === '#signInFailed';
}

void begin();
