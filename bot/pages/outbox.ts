/** What is on its way to Lotse: one after the other, and shown while it is. */
import type { Card, Press } from './card';
import type { Activity } from './directline';
import { elementOf } from './elements';

export interface Post {
  readonly id: string;
  readonly activity: Activity;
  readonly card?: Card;
  readonly isByKeyboard?: boolean;
}

export function postOfText(text: string): Post {
  const id = makeId();
  return { id, activity: { ...words(text), channelData: { clientActivityID: id } } };
}

export function postOfPress(press: Press, card: Card, isByKeyboard: boolean): Post {
  const id = makeId();
  return { id, card, isByKeyboard, activity: { ...words(press.title), value: press.value, channelData: { clientActivityID: id, postBack: true } } };
}

export class Outbox {
  private queue = Promise.resolve();
  private count = 0;

  constructor(private readonly deliver: (post: Post) => Promise<void>) {}

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(post: Post): void {
    this.change(+1);
    this.queue = this.queue
      .then(() => this.deliver(post))
      .catch((error: unknown) => console.error(error))
      .finally(() => this.change(-1));
  }

  private change(by: number): void {
    this.count += by;
    elementOf('typing').hidden = this.isEmpty;
    document.body.classList.toggle('waiting', !this.isEmpty);
  }
}

function words(text: string): Activity {
  return { type: 'message', from: { id: 'contact' }, text, locale: navigator.language };
}

/** A number that comes once. crypto.randomUUID is missing where the page comes over plain HTTP. */
function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
