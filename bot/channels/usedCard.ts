/** An Adaptive Card that was used: the same without buttons and inputs, and with what was chosen, when, and where others see it by whom. Pure. */
import type { Chosen } from './channel';

type Element = Readonly<Record<string, unknown>>;

/** Undefined where the card has no such button. */
export function usedCard(card: Element, chosen: Chosen): Element | undefined {
  const body = (card.body ?? []) as Element[];
  const label = body.flatMap(actionsOf).find((action) => isPressed(action, chosen))?.title;
  if (typeof label !== 'string') return undefined;
  const line = [`✓ ${chosen.who === undefined ? '' : `${isolated(chosen.who)}: `}${isolated(label)}`, isolated(chosen.when)].join(' · ');
  const bare = withoutButtons(card);
  return {
    ...bare, fallbackText: [card.fallbackText, line].filter(Boolean).join('\n\n'),
    body: [...bare.body as Element[], { type: 'RichTextBlock', id: 'chosen', separator: true, inlines: [{ type: 'TextRun', text: line, isSubtle: true }] }],
  };
}

function actionsOf({ actions }: Element): Element[] {
  return Array.isArray(actions) ? actions as Element[] : [];
}

function isPressed({ data }: Element, { press }: Chosen): boolean {
  const lotse = (data as { lotse?: { card?: unknown; choice?: unknown } } | undefined)?.lotse;
  return lotse?.card === press.card && lotse.choice === press.choice;
}

/** The card of which the buttons are over. It does not change any more, so nobody has to look again. */
export function withoutButtons({ refresh: _refresh, body, ...card }: Element): Element {
  return { ...card, body: ((body ?? []) as Element[]).flatMap(bare) };
}

/** Links still lead somewhere. */
function bare(element: Element): Element[] {
  if (String(element.type).startsWith('Input.')) return [];
  if (element.type !== 'ActionSet') return [element];
  const links = actionsOf(element).filter(({ type }) => type === 'Action.OpenUrl');
  return links.length > 0 ? [{ ...element, actions: links }] : [];
}

/** Names and labels keep their own direction. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
