/** Who did what to whom, before and after; and whether the chain of it holds. */
import type { AuditPage } from '../../console/api';
import { bar, button, spinner } from './components';
import { agents, has } from './desk';
import { el, fill, own } from './element';
import { fieldWords } from './fieldWords';
import { agentName, moment, number } from './format';
import { change, read, textOf } from './server';
import type { View } from './shell';
import { word, wordFor } from './words';

type Entry = AuditPage['entries'][number];

export function openAudit(root: HTMLElement): View {
  const asked = { subject: '', agent: '' };
  const chain = el('div', { role: 'status' });
  const body = el('tbody', {});
  const foot = el('div', { class: 'pages' });
  let names: Names | undefined;
  const load = async (before?: string) => {
    fill(foot, spinner());
    try {
      const page = await read<AuditPage>('audit', { ...asked, before });
      names ??= await namesOf();
      if (before === undefined) { fill(body); fill(chain, ...chainBar(page.chain, chain)); }
      body.append(...page.entries.map((entry) => line(entry, names!)));
      const last = page.entries.at(-1);
      fill(foot, page.hasMore && last && button(word('audit.more'), () => void load(last.id)), body.childElementCount === 0 && el('p', { class: 'none' }, word('audit.none')));
    } catch (error) {
      fill(foot, bar('error', textOf(error)));
    }
  };
  const heads = (['at', 'agent', 'act', 'subject', 'before', 'after'] as const).map((name) => el('th', { scope: 'col' }, word(`audit.${name}`)));
  fill(root, el('section', { class: 'wide', 'aria-label': word('nav.audit') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.audit'))), chain, filters(asked, () => void load()),
    el('div', { class: 'scrollX', tabindex: 0, role: 'group', 'aria-label': word('nav.audit') }, el('table', { class: 'list' }, el('caption', { class: 'unseen' }, word('nav.audit')), el('thead', {}, el('tr', {}, ...heads)), body)), foot));
  void load();
  return { close() {} };
}

function filters(asked: { subject: string; agent: string }, load: () => void): HTMLElement {
  const input = (name: 'subject' | 'agent') => {
    const field = el<HTMLInputElement>('input', { type: 'search', placeholder: word(`audit.${name}`), 'aria-label': word(`audit.${name}`), dir: 'auto' });
    field.addEventListener('change', () => { asked[name] = field.value.trim(); load(); });
    return field;
  };
  return el('div', { class: 'filters', role: 'search' }, input('agent'), input('subject'));
}

/** A look checks what came since the last check of the whole chain, which anybody here may ask for. */
function chainBar({ holds, rows, brokenAt, wholeAt }: AuditPage['chain'], box: HTMLElement): HTMLElement[] {
  const check = async () => {
    fill(box, spinner());
    try {
      fill(box, ...chainBar(await change<AuditPage['chain']>('audit/check'), box));
    } catch (error) {
      fill(box, bar('error', textOf(error)));
    }
  };
  return [holds ? bar('success', word('audit.holds', { rows: number(rows), at: moment(wholeAt) })) : bar('error', word('audit.broken', { id: brokenAt ?? '–' })), button(word('audit.check'), () => void check(), { size: 'small', class: 'fit' })];
}

type Names = ReadonlyMap<string, string>;

/** Who may see the team reads names in the trail; everybody else reads what stands there. */
async function namesOf(): Promise<Names> {
  const all = has('agent', 'lead', 'admin') ? await agents().catch(() => []) : [];
  return new Map(all.map(({ id, name }) => [id, agentName(name)]));
}

function line(entry: Entry, names: Names): HTMLElement {
  return el('tr', {}, el('td', {}, moment(entry.at)), el('td', {}, entry.agent === OPERATOR ? word('audit.operator') : own(entry.agent)), el('td', {}, actWords(entry.act)), el('td', {}, el('span', { class: 'soft block' }, wordFor('auditKinds', entry.kind)), thingOf(entry, names)), el('td', {}, valueOf(entry.before, names)), el('td', {}, valueOf(entry.after, names)));
}

/** Whoever works with commands, as the trail has them. */
const OPERATOR = 'Operator';

/** There is one list and one of each setting: they have words, not numbers. */
function thingOf({ subject, kind }: Entry, names: Names): HTMLElement | string {
  const words = kind === 'list' || kind === 'setting' ? wordFor('auditSubjects', subject) : subject;
  return words === subject ? subjectOf(subject, names) : words;
}

/** Such as "handoff.accept": what it is done to stands in the next column. */
function actWords(act: string): string {
  const whole = wordFor('auditActs', act);
  return whole === act ? wordFor('auditActs', act.slice(act.lastIndexOf('.') + 1)) : whole;
}

/** Each value on a line of its own, under its name. */
function valueOf(value: unknown, names: Names): HTMLElement | string {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'object' || Array.isArray(value)) return oneOf('', value, names);
  const parts = Object.entries(value).map(([name, each]) => el('div', {}, el('dt', {}, `${wordFor('auditFields', name)}: `), el('dd', {}, oneOf(name, each, names))));
  return parts.length === 0 ? '–' : el('dl', { class: 'values' }, ...parts);
}

const GROUPS: Readonly<Record<string, string>> = { reason: 'reasons', roles: 'roles', field: 'fields', procedure: 'topics', state: 'noticeStates', via: 'auditVia', topics: 'topics', channel: 'channels' };

/** What the house has a word for is shown by it; everything else as it is written in the trail. */
function oneOf(name: string, value: unknown, names: Names): HTMLElement | string {
  const group = GROUPS[name];
  if (Array.isArray(value)) return value.length === 0 ? '–' : el('span', {}, value.map((each, at) => [at > 0 && ', ', oneOf(name, each, names)]).flat());
  if (value === null) return name === 'to' ? word('acts.toQueue') : '–';
  if (typeof value === 'boolean') return word(value ? 'yes' : 'no');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const words = group === undefined ? fieldWords(name === 'languages' ? 'language' : name, text) : wordFor(group, text);
  return words !== text ? words : name === 'step' ? own(text) : subjectOf(text, names);
}

function subjectOf(id: string, names: Names): HTMLElement {
  const name = names.get(id);
  return name === undefined ? el('code', { dir: 'ltr' }, id) : own(name);
}
