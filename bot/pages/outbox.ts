/** What is on its way to Lotse: one after the other, and shown while it is. */
import type { Card, Press } from './card';
import type { Activity, Attachment } from './directline';
import { elementOf } from './elements';

export interface Post {
  readonly id: string;
  readonly activity: Activity;
  readonly card?: Card;
  readonly isByKeyboard?: boolean;
}

/** A file goes inside the message: no other address is asked to take it. */
export function postOfFile({ name, contentType, contentUrl }: Attachment): Post {
  const id = makeId();
  return { id, activity: { ...words(''), attachments: [{ contentType, contentUrl, name }], channelData: { clientActivityID: id } } };
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
  private readonly underWay = new Set<Post>();

  constructor(private readonly deliver: (post: Post) => Promise<void>) {}

  /** A card is pressed once; what has come meanwhile may be pressed before the last press is answered. */
  hasPressOf(card: Card): boolean {
    return [...this.underWay].some((post) => post.card === card);
  }

  add(post: Post): void {
    this.underWay.add(post);
    this.show();
    this.queue = this.queue
      .then(() => this.deliver(post))
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        this.underWay.delete(post);
        this.show();
      });
  }

  private show(): void {
    const isEmpty = this.underWay.size === 0;
    elementOf('typing').hidden = isEmpty;
    document.body.classList.toggle('waiting', !isEmpty);
  }
}

function words(text: string): Activity {
  return { type: 'message', from: { id: 'contact' }, text, locale: navigator.language };
}

/** A number that comes once. crypto.randomUUID is missing where the page comes over plain HTTP. */
function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
