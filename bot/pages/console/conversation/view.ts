/** One conversation: its head, what was said, the composer; the dossier beside it. */
import type { HandoffView } from '../../../console/api';
import { bar, spinner } from '../components';
import { desk, onNews, type News } from '../desk';
import { openDossier, type OpenDossier } from '../dossier/view';
import { announce, el, fill } from '../element';
import { offer } from '../keys';
import { read, textOf } from '../server';
import { word } from '../words';
import { deedsFor } from './acts';
import { openComposer, type Composer } from './composer';
import { openHead, type Head } from './head';
import { openTranscript, type Transcript } from './transcript';

export interface OpenConversation {
  readonly close: () => void;
}

interface Parts {
  readonly head: Head;
  readonly transcript: Transcript;
  readonly composer: Composer;
  readonly dossier: OpenDossier;
}

export function openConversation(pane: HTMLElement, id: string): OpenConversation {
  const state: { isClosed: boolean; parts?: Parts; view?: HandoffView; stops: (() => void)[] } = { isClosed: false, stops: [] };
  fill(pane, spinner());
  const refresh = async () => {
    try {
      const view = await read<HandoffView>(`handoffs/${encodeURIComponent(id)}`);
      if (state.isClosed) return;
      state.view = view;
      state.parts ??= build(pane, id, view, () => void refresh(), state.stops);
      state.parts.head.show(view.handoff);
      state.parts.transcript.rename(view.handoff);
      state.parts.composer.show(view.handoff);
      state.parts.dossier.show(view.dossier, view.handoff);
    } catch (error) {
      if (!state.isClosed && !state.parts) fill(pane, bar('error', textOf(error)));
    }
  };
  state.stops.push(onNews((news) => { if (concerns(news, state.view)) void state.parts?.transcript.readOn(); if (news.kind === 'queue' || news.kind === 'connection') void refresh(); }));
  void refresh();
  return { close() { state.isClosed = true; for (const stop of state.stops) stop(); } };
}

function concerns(news: News, view: HandoffView | undefined): boolean {
  return news.kind === 'connection' ? desk.isConnected : news.kind === 'sayings' && news.conversationId === view?.handoff.conversationId;
}

function build(pane: HTMLElement, id: string, view: HandoffView, refresh: () => void, stops: (() => void)[]): Parts {
  const box = el('section', { class: 'conversation', 'aria-label': word('conversation.title') });
  const aside = el('aside', { class: 'dossier', 'aria-label': word('dossier.title') });
  const toggleDossier = () => { pane.dataset.dossier = pane.dataset.dossier === 'yes' ? 'no' : 'yes'; };
  const transcript = openTranscript(id, view.handoff);
  const done = () => { refresh(); void transcript.readOn(); };
  const deeds = deedsFor(() => view.handoff.id, done);
  const composer = openComposer(id, { onSent: (pending) => transcript.expect(pending) });
  const head = openHead(deeds, toggleDossier);
  const dossier = openDossier(aside, id, done);
  fill(box, head.element, transcript.element, composer.element);
  fill(pane, box, aside);
  stops.push(transcript.close, composer.close, offer([
    { key: 'a', name: 'keys.accept', run: () => head.press('accept') }, { key: 't', name: 'keys.transfer', run: () => head.press('transfer') },
    { key: 'i', name: 'keys.invite', run: () => head.press('invite') }, { key: 'x', name: 'keys.close', run: () => head.press('close') },
    { key: 'r', name: 'keys.reply', run: () => composer.write('say') }, { key: 'n', name: 'keys.note', run: () => composer.write('note') },
    { key: 'c', name: 'keys.canned', run: () => composer.openCanned() }, { key: 'd', name: 'keys.dossier', run: toggleDossier },
  ]));
  announce(word('conversation.opened', { name: view.handoff.contact ?? word('queue.unknownContact') }));
  return { head, transcript, composer, dossier };
}
