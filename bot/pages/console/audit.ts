/** Who did what to whom, before and after; and whether the chain of it holds. */
import type { AuditPage } from '../../console/api';
import { bar, button, spinner } from './components';
import { el, fill, own } from './element';
import { moment, number } from './format';
import { read, textOf } from './server';
import type { View } from './shell';
import { word, wordFor } from './words';

type Entry = AuditPage['entries'][number];

export function openAudit(root: HTMLElement): View {
  const asked = { subject: '', agent: '' };
  const chain = el('div', { role: 'status' });
  const body = el('tbody', {});
  const foot = el('div', { class: 'pages' });
  const load = async (before?: string) => {
    fill(foot, spinner());
    try {
      const page = await read<AuditPage>('audit', { ...asked, before });
      if (before === undefined) { fill(body); fill(chain, chainBar(page.chain)); }
      body.append(...page.entries.map(line));
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

function chainBar({ holds, rows, brokenAt }: AuditPage['chain']): HTMLElement {
  return holds ? bar('success', word('audit.holds', { rows: number(rows) })) : bar('error', word('audit.broken', { id: brokenAt ?? '–' }));
}

function line(entry: Entry): HTMLElement {
  return el('tr', {}, el('td', {}, moment(entry.at)), el('td', {}, own(entry.agent)), el('td', {}, wordFor('auditActs', entry.act)), el('td', {}, el('span', { class: 'soft block' }, wordFor('auditKinds', entry.kind)), el('code', {}, entry.subject)), el('td', {}, valueOf(entry.before)), el('td', {}, valueOf(entry.after)));
}

function valueOf(value: unknown): HTMLElement | string {
  return value === null || value === undefined ? '–' : el('code', { dir: 'ltr' }, typeof value === 'string' ? value : JSON.stringify(value));
}
