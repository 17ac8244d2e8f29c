/** Who the bot is on Webex: asked once, and again for as long as nobody has answered. */
import { WebexError, type WebexApi } from './api';
import { textOf, type Self } from './resources';

export interface Knowing {
  readonly find: () => Promise<Self>;
  readonly isKnown: () => boolean;
}

export function createSelf(api: WebexApi): Knowing {
  let known: Self | undefined;
  let asking: Promise<Self> | undefined;

  async function ask(): Promise<Self> {
    const person = await api.findMe<{ id?: unknown; displayName?: unknown }>();
    const id = textOf(person?.id);
    if (id === undefined) throw new WebexError('people/me');
    known = { id, name: textOf(person?.displayName) ?? '' };
    return known;
  }

  return {
    isKnown: () => known !== undefined,
    find: async () => known ?? (asking ??= ask().finally(() => { asking = undefined; })),
  };
}
