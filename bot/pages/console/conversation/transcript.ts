/** What was said, oldest first. The past is read as somebody scrolls up; the new comes by itself and moves nobody away from what they read. */
import type { HandoffRow, Sayings, SayingView } from '../../../console/api';
import { bar, button, spinner } from '../components';
import { announce, el, fill } from '../element';
import { dayHeading } from '../format';
import { nameOf } from '../queueRow';
import { read, readByItself, textOf } from '../server';
import { word } from '../words';
import { lineFor, showName, type Change } from './saying';
import type { Pending } from './pending';

export interface Transcript {
  readonly element: HTMLElement;
  readonly readOn: () => Promise<void>;
  /** Shows what is on its way until the transcript has it. */
  readonly expect: (pending: Pending) => void;
  /** The contact is called otherwise now. */
  readonly rename: (row: HandoffRow) => void;
  readonly close: () => void;
}

/** So far from the end is still "at the end". */
const NEAR = 80;

export function openTranscript(id: string, row: HandoffRow): Transcript {
  return new Log(id, row);
}

class Log implements Transcript {
  readonly element: HTMLElement;
  private readonly view = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': word('conversation.transcript'), tabindex: 0 });
  private readonly top = el('div', { class: 'top' });
  private readonly lines = el('ol', { class: 'lines' });
  private readonly sending = el('ol', { class: 'lines sending' });
  private readonly newer = button(word('conversation.newer'), () => this.toEnd(), { look: 'primary', class: 'newer', hidden: true });
  private readonly changes = new Map<string, Change>();
  private readonly known = new Set<string>();
  private readonly scout = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) void this.readBack(); }, { root: this.view, rootMargin: '300px 0px 0px' });
  private watermark: string | undefined;
  private first: string | undefined;
  private hasMore = false;
  /** Where the view becomes smaller, such as under a composer that grows, the end stays in sight. */
  private readonly size = new ResizeObserver(() => { if (this.isFollowing) this.toEnd(); });
  private isFollowing = true;
  private busy: Promise<void> | undefined;
  private isAgain = false;

  constructor(private readonly id: string, private row: HandoffRow) {
    fill(this.view, this.top, this.lines, this.sending);
    this.element = el('div', { class: 'transcript' }, this.view, this.newer);
    fill(this.top, spinner());
    this.view.addEventListener('scroll', () => { this.isFollowing = this.isAtEnd(); if (this.isFollowing) this.newer.hidden = true; }, { passive: true });
    this.size.observe(this.view);
    void this.readOn();
  }

  close = (): void => { this.scout.disconnect(); this.size.disconnect(); };

  rename(row: HandoffRow): void {
    const isOther = nameOf(row) !== nameOf(this.row);
    this.row = row;
    if (isOther) for (const line of this.lines.querySelectorAll('.line.contact')) showName(line, row);
  }

  /** One reading at a time; what is asked for meanwhile is one more. */
  readOn = async (): Promise<void> => {
    if (this.busy) { this.isAgain = true; return this.busy; }
    this.busy = this.readAll();
    try { await this.busy; } finally { this.busy = undefined; }
    if (this.isAgain) { this.isAgain = false; await this.readOn(); }
  };

  expect(pending: Pending): void {
    this.sending.append(pending.element);
    pending.done.then(() => this.readOn()).then(() => pending.element.remove(), () => undefined);
    this.toEnd();
  }

  private async readAll(): Promise<void> {
    try {
      let got: Sayings;
      do {
        got = await this.fetch(this.watermark === undefined ? {} : { after: this.watermark });
        this.add(got);
      } while (got.sayings.length >= 200 && this.first !== undefined && got.watermark !== this.watermark);
    } catch (error) {
      if (this.watermark === undefined) fill(this.top, bar('error', textOf(error)));
    }
  }

  private add(got: Sayings): void {
    const isFirst = this.watermark === undefined;
    const wasAtEnd = isFirst || this.isAtEnd();
    const fresh = got.sayings.filter(({ id }) => !this.known.has(id));
    if (isFirst) { this.first = got.sayings[0]?.id; this.tellTop(got.hasMore); }
    this.watermark = got.watermark;
    this.lines.append(...this.draw(fresh, this.lines.lastElementChild));
    this.applyChanges();
    if (!isFirst) this.tell(fresh);
    if (wasAtEnd) this.toEnd();
    else if (fresh.length > 0) this.newer.hidden = false;
  }

  /** The words of the contact are said aloud, once and short; the others are the agent's own or can wait. */
  private tell(fresh: readonly SayingView[]): void {
    const last = fresh.findLast(({ by }) => by === 'contact');
    if (last) announce(word('conversation.says', { name: nameOf(this.row), text: last.text.slice(0, 200) }));
  }

  private async readBack(): Promise<void> {
    if (!this.hasMore || this.first === undefined) return;
    this.hasMore = false;
    try {
      const got = await this.fetch({ before: this.first });
      const before = this.view.scrollHeight - this.view.scrollTop;
      const fresh = got.sayings.filter(({ id }) => !this.known.has(id));
      const drawn = this.draw(fresh, null);
      const heading = this.lines.firstElementChild;
      const lastDay = drawn.findLast((each) => each.classList.contains('day'))?.dataset.day;
      if (heading instanceof HTMLElement && heading.dataset.day === lastDay) heading.remove();
      this.lines.prepend(...drawn);
      this.applyChanges();
      this.first = fresh[0]?.id;
      this.view.scrollTop = this.view.scrollHeight - before;
      this.tellTop(got.hasMore && fresh.length > 0);
    } catch (error) {
      fill(this.top, bar('warning', textOf(error)), button(word('again'), () => { this.tellTop(true); }));
    }
  }

  private tellTop(hasMore: boolean): void {
    this.hasMore = hasMore;
    fill(this.top, hasMore ? spinner() : el('p', { class: 'beginning' }, word('conversation.beginning')));
    this.scout.unobserve(this.top);
    if (hasMore) this.scout.observe(this.top);
  }

  private draw(sayings: readonly SayingView[], before: Element | null): HTMLElement[] {
    let previous = before instanceof HTMLElement ? { day: before.dataset.on, by: before.dataset.by, at: Number(before.dataset.at) } : undefined;
    return sayings.flatMap((saying) => {
      this.known.add(saying.id);
      const { event, of } = saying.about;
      if ((event === 'edited' || event === 'removed') && of) { this.changes.set(of, { event, text: saying.text, at: saying.at }); return []; }
      const day = new Date(saying.at).toDateString();
      const by = `${saying.by} ${saying.agent ?? ''}`;
      const isSame = previous?.by === by && previous.day === day && Date.parse(saying.at) - previous.at < 300_000 && saying.by !== 'event';
      const line = lineFor(saying, this.row, isSame);
      Object.assign(line.dataset, { on: day, by, at: String(Date.parse(saying.at)) });
      const heading = day === previous?.day ? [] : [el('li', { class: 'day', 'data-day': day, 'data-on': day }, el('span', {}, dayHeading(saying.at)))];
      previous = { day, by, at: Date.parse(saying.at) };
      return [...heading, line];
    });
  }

  /** What was changed or taken back is shown where it was said, whichever of the two came first. */
  private applyChanges(): void {
    for (const [message, change] of this.changes) {
      const line = this.lines.querySelector<HTMLElement>(`[data-message="${CSS.escape(message)}"]`);
      line?.dispatchEvent(new CustomEvent('change-of-words', { detail: change }));
    }
  }

  private fetch(asked: { after?: string; before?: string }): Promise<Sayings> {
    // What comes after is asked for by the page itself; whoever reads back is there.
    return (asked.after === undefined ? read : readByItself)<Sayings>(`handoffs/${encodeURIComponent(this.id)}/sayings`, asked);
  }

  private isAtEnd(): boolean {
    return this.view.scrollHeight - this.view.scrollTop - this.view.clientHeight < NEAR;
  }

  private toEnd(): void {
    this.newer.hidden = true;
    requestAnimationFrame(() => { this.view.scrollTop = this.view.scrollHeight; });
  }
}
