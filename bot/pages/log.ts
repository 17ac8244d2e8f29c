/** The log of a conversation: every activity once, in the order it came. */
import { makeBotBubble, makeOwnBubble, markSent, markUnsent } from './bubble';
import type { Card, Press } from './card';
import { findDayLine } from './days';
import type { Activity } from './directline';
import { announce, elementOf, makeWord } from './elements';
import { findLanguage } from './language';
import { makePersonBubble } from './personBubble';
import { relabel, speak } from './texts';
import { isFollowing, show } from './view';

export class Log {
  private readonly element = elementOf('log');
  private readonly seen = new Set<string>();
  private readonly own = new Map<string, HTMLElement>();
  private readonly echoed = new Set<string>();
  private live: Card | undefined;
  private lastTime: string | undefined;

  /** While an old conversation is replayed, nothing is announced and nothing moves. */
  constructor(private readonly onPress: (press: Press, card: Card) => void, private isReplaying: boolean) {
    this.element.replaceChildren();
    this.element.ariaLive = isReplaying ? 'off' : 'polite';
  }

  /** What comes from now on is new. */
  endReplay(): void {
    this.isReplaying = false;
    setTimeout(() => { this.element.ariaLive = 'polite'; }, 500);
  }

  /** Takes what came; answers whether anything of the bot was new. */
  take(activities: readonly Activity[]): boolean {
    const mayMove = this.isReplaying || isFollowing();
    let newest: HTMLElement | undefined;
    for (const activity of activities) if (this.isNew(activity)) newest = this.add(activity) ?? newest;
    if (newest && mayMove) show(newest, !this.isReplaying);
    return newest !== undefined;
  }

  /** Shows an own message at once, before the server has it. */
  addOwn(id: string, activity: Activity): void {
    const bubble = bubbleOf(activity);
    this.own.set(id, bubble);
    this.append(bubble);
    show(bubble, true);
  }

  confirm(id: string): void {
    const bubble = this.own.get(id);
    if (bubble) markSent(bubble);
  }

  /** The message did not go out, unless its echo says otherwise. */
  fail(id: string, retry: () => void): void {
    const bubble = this.own.get(id);
    if (!bubble || this.echoed.has(id)) return;
    markUnsent(bubble, retry);
    show(bubble, true);
  }

  /** The card whose buttons count. */
  get liveCard(): Card | undefined {
    return this.live;
  }

  retire(card: Card): void {
    card.retire();
    if (this.live === card) this.live = undefined;
  }

  private isNew(activity: Activity): boolean {
    if (activity.type !== 'message') return false;
    if (activity.id === undefined) return true;
    if (this.seen.has(activity.id)) return false;
    this.seen.add(activity.id);
    return true;
  }

  /** Says above all else what has become of the conversation, by a word of the page. */
  note(word: string): void {
    const line = makeWord('p', word, 'day note');
    this.element.prepend(line);
    relabel(this.element);
    announce(line.textContent ?? '');
  }

  /** Adds a message; answers with its element where it is the bot's. */
  private add(activity: Activity): HTMLElement | undefined {
    if (activity.from?.role !== 'bot') return this.addEcho(activity);
    const person = activity.channelData?.lotse?.person;
    if (person !== undefined) return this.addPerson(activity, person);
    const bubble = makeBotBubble(activity, this.onPress);
    if (bubble.card?.isAsking && !bubble.card.isBeside) {
      this.live?.retire();
      this.live = bubble.card;
    }
    this.append(bubble.element);
    this.date(bubble.element, activity.timestamp);
    const language = findLanguage(activity.locale);
    if (language) void speak(language);
    return bubble.element;
  }

  /** What a person says changes nothing of what Lotse has asked, nor the language of the page. */
  private addPerson(activity: Activity, name: string): HTMLElement {
    const bubble = makePersonBubble(activity, name);
    this.append(bubble);
    this.date(bubble, activity.timestamp);
    return bubble;
  }

  private addEcho(activity: Activity): undefined {
    const id = activity.channelData?.clientActivityID ?? activity.id ?? '';
    const known = this.own.get(id);
    const bubble = known ?? bubbleOf(activity);
    this.own.set(id, bubble);
    this.echoed.add(id);
    if (known) markSent(known);
    else this.append(bubble);
    this.date(bubble, activity.timestamp);
    return undefined;
  }

  private append(bubble: HTMLElement): void {
    if (!this.isReplaying) bubble.classList.add('arriving');
    this.element.append(bubble);
  }

  /** Puts a new day's line before the first message of that day. */
  private date(bubble: HTMLElement, timestamp: string | undefined): void {
    if (!timestamp) return;
    const line = findDayLine(this.lastTime, timestamp);
    if (line) bubble.before(line);
    this.lastTime = timestamp;
  }
}

function bubbleOf({ text, attachments }: Activity): HTMLElement {
  return makeOwnBubble(text ?? '', attachments?.flatMap(({ name }) => name ?? []));
}
