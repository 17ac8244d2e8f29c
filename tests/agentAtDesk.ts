/** A person of support at the console, as transcripts play one: through the console's own addresses, with a session of their own. */
import type { ActAnswer, HandoffRow, HandoffView, Me, Queue, Sayings, SayingView } from '../bot/console/api';
import { Browser } from './console/browser';

const ACT = /^\((.+?)\) ?(.*)$/s;

export class AgentAtDesk {
  readonly name: string;
  private browser: Browser;
  private handoff: string | undefined;
  private watermark = '0';
  private isOver = false;
  private count = 0;
  private me: Me | undefined;

  constructor(speaker: string, private readonly url: string, private readonly link: () => string) {
    this.name = `${speaker[0]!.toUpperCase()}${speaker.slice(1)}`;
    this.browser = new Browser(url);
  }

  /** Comes in by a link of local mode; whoever was away for long comes in again. */
  async enter(): Promise<void> {
    this.browser = new Browser(this.url);
    await this.browser.enter(this.link(), this.name);
    this.me = await this.get<Me>('me');
    await this.browser.post('/console/api/me', { id: this.press(), isAvailable: true });
  }

  /** What they do, in words or in (brackets); what the page answers, in rows. */
  async act(words: string): Promise<string[]> {
    await this.comeBack();
    const [, act, rest = ''] = ACT.exec(words) ?? [];
    if (act === undefined) return this.ask('say', { text: words });
    if (act === 'looks at the queue') return this.queue();
    if (act === 'accepts') return this.accept();
    if (act === 'notes') return this.ask('note', { text: rest });
    if (act === 'answers who was left') return this.startWith(rest);
    if (act === 'gives it back') return this.ask('transfer', {});
    const [, verb, of = ''] = /^(passes it to|invites|corrects|moves to|closes as) (.+)$/.exec(act) ?? [];
    if (verb === 'passes it to') return this.ask('transfer', { to: await this.agentId(of) });
    if (verb === 'invites') return this.ask('invite', { agent: await this.agentId(of) });
    if (verb === 'corrects') return this.correct(of, rest);
    if (verb === 'moves to') { const [procedure, step] = of.split('/'); return this.ask('move', { procedure, step }); }
    if (verb === 'closes as') return this.ask('close', { reason: of, ...(rest && { text: rest }) });
    throw new Error(`${this.name} cannot do "${act}".`);
  }

  /** What was said since in the conversation that they have, but for their own words and Lotse's. */
  async news(): Promise<string[]> {
    if (this.handoff === undefined || this.isOver) return [];
    await this.comeBack();
    const { sayings, watermark } = await this.get<Sayings>(`handoffs/${this.handoff}/sayings?after=${this.watermark}`);
    this.watermark = watermark;
    this.isOver = sayings.some(({ about, handoffId }) => about.event === 'closed' && handoffId === this.handoff);
    return sayings.filter(({ by, agent }) => by !== 'lotse' && !(by !== 'event' && agent !== null && agent === this.me?.name)).flatMap((saying) => rowsOf(saying));
  }

  private async comeBack(): Promise<void> {
    if ((await this.browser.get('/console/api/me')).status === 401) await this.enter();
  }

  private async queue(): Promise<string[]> {
    const { waiting, mine, others } = await this.get<Queue>('queue');
    const row = ({ topic, language, partner, daysToExpiry, question }: HandoffRow) => [topic, language, partner, daysToExpiry === null ? null : `${daysToExpiry} days`, question].filter((part) => part !== null && part !== '').join(' · ');
    this.handoff ??= waiting[0]?.id;
    const rows = [...waiting.map((each) => `waits: ${row(each)}`), ...mine.map((each) => `mine: ${row(each)}`), ...others.map((each) => `${each.agent?.name ?? each.via}: ${row(each)}`)];
    return rows.length > 0 ? rows : ['nobody waits'];
  }

  /** The one that they have looked at, else the one that waits longest. */
  private async accept(): Promise<string[]> {
    const { waiting, mine } = await this.get<Queue>('queue');
    this.handoff = waiting.some(({ id }) => id === this.handoff) || mine.some(({ id }) => id === this.handoff) ? this.handoff : waiting[0]?.id ?? this.handoff;
    if (this.handoff === undefined) return ['nobody waits'];
    return this.ask('accept', {});
  }

  /** Whoever asked last, and was not answered. */
  private async startWith(text: string): Promise<string[]> {
    const { closed } = await this.get<Queue>('queue');
    const answer = await this.browser.post(`/console/api/contacts/${closed[0]?.contactId}/start`, { id: this.press(), text });
    const started = answer.json<ActAnswer & { handoffId?: string }>();
    this.handoff = started.handoffId ?? this.handoff;
    return answer.status === 200 ? said(started) : [`${answer.status}`];
  }

  private async correct(field: string, value: string): Promise<string[]> {
    const { dossier } = await this.get<HandoffView>(`handoffs/${this.handoff}`);
    const known = dossier.fields.find((each) => each.field === field);
    return this.ask('correct', { field, value, ...(known?.partnerId && { partnerId: known.partnerId }) });
  }

  private async agentId(name: string): Promise<string> {
    const found = (await this.get<{ id: string; name: string }[]>('agents')).find((each) => each.name === name);
    if (!found) throw new Error(`${this.name} knows nobody called ${name}.`);
    return found.id;
  }

  private async ask(deed: string, body: object): Promise<string[]> {
    const answer = await this.browser.post(`/console/api/handoffs/${this.handoff}/${deed}`, { id: this.press(), ...body });
    if (answer.status !== 200) return [`${answer.status} ${answer.json<{ code: string }>().code}`];
    return said(answer.json<ActAnswer & object>());
  }

  private async get<Found>(path: string): Promise<Found> {
    const answer = await this.browser.get(`/console/api/${path}`);
    if (answer.status !== 200) throw new Error(`The console answered ${path} with ${answer.status}: ${answer.text}`);
    return answer.json<Found & object>();
  }

  private press(): string {
    return `${this.name}-press-${(this.count += 1)}`;
  }
}

function said(answer: ActAnswer): string[] {
  if (answer.kind === 'done') return [];
  if (answer.kind === 'taken') return [`${answer.by} has it`];
  return [answer.kind === 'over' ? 'it is over' : `refused: ${answer.why}${answer.expected === undefined ? '' : ` (${answer.expected})`}`];
}

function rowsOf({ by, text, about, agent, files }: SayingView): string[] {
  const named = { contact: 'contact', note: `note by ${agent}`, agent: agent ?? 'agent', lotse: 'lotse', event: 'event' }[by];
  const event = about.event === undefined ? [] : [[about.event, about.agent, about.to, about.field, about.before && `${about.before} →`, about.after, about.reason, about.rating].filter((part) => part !== undefined).join(' ')];
  const words = [...event, text, ...files.map(({ name, state }) => `(${name ?? 'a file'}, ${state})`)].filter((part) => part !== '');
  return [`${named}: ${words.join(' ')}`];
}
