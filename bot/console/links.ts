/** Links of local mode: each lets one person in, once. There is no directory to ask, and nobody but this machine listens. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Identity, Role } from '../../services/agents/agent';
import type { Random } from '../../services/random';

export interface Invitation {
  readonly identity: Identity;
  /** Given where the person has none yet. */
  readonly roles: readonly Role[];
}

export interface Links {
  /** What stands behind the address of the console: #link=TOKEN, which browsers keep to themselves. */
  make(name?: string, roles?: readonly Role[]): string;
  /** Whom a token lets in; it is worth nothing from then on. */
  use(token: string): Invitation | undefined;
  /** Tells each time somebody's last link was used up, with a fresh one for the same name. */
  onUsed(heard: (fragment: string, name: string) => void): void;
}

const TOKEN_BYTES = 32;
const LOCAL = 'local';
/** Contacts see it; whoever tries Lotse has no other name yet. */
const NAME = 'Support';
const ALL: readonly Role[] = ['agent', 'lead', 'admin'];
const KEPT = 100;

export function createLinks(random: Random): Links {
  const invitations = new Map<string, Invitation>();
  let heard: ((fragment: string, name: string) => void) | undefined;

  function make(name = NAME, roles: readonly Role[] = ALL): string {
    const token = random.token(TOKEN_BYTES);
    if (invitations.size >= KEPT) invitations.delete(invitations.keys().next().value!);
    invitations.set(hashOf(token), { identity: { tenant: LOCAL, subject: name.toLowerCase(), name }, roles });
    return `#link=${token}`;
  }

  return {
    make,
    use: (token) => {
      const key = hashOf(token);
      const found = [...invitations].find(([hash]) => timingSafeEqual(Buffer.from(hash), Buffer.from(key)));
      if (!found) return undefined;
      invitations.delete(found[0]);
      const { identity: { name }, roles } = found[1];
      if (![...invitations.values()].some(({ identity }) => identity.name === name)) heard?.(make(name, roles), name);
      return found[1];
    },
    onUsed: (told) => { heard = told; },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
