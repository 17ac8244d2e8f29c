/**
 * What Webex accepts in a message, each rule with the sentence it stands on.
 * developer.webex.com, "Create a Message": "The maximum message length is 7439 bytes", "Only one card per message is supported", "Only one
 * file is allowed per message". "Buttons and Cards": "Support for Version 1.3 properties"; a message with a card needs "text or markdown"
 * for clients that do not show it. "Edit a Message": "not more than 10 times", "Edits of messages containing files or attachments are not
 * currently supported".
 */

export interface Draft {
  readonly roomId?: string;
  readonly toPersonId?: string;
  readonly toPersonEmail?: string;
  readonly parentId?: string;
  readonly text?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly files?: readonly string[];
  readonly attachments?: readonly { readonly contentType: string; readonly content: Record<string, unknown> }[];
}

export const TEXT_LIMIT_BYTES = 7439;
export const EDIT_LIMIT = 10;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';
/** Adaptive Cards 1.3 (adaptivecards.io, schema explorer): what an element of each type may say. */
const SHARED = ['type', 'id', 'spacing', 'separator', 'isVisible', 'height', 'fallback', 'requires'];
const INPUT = [...SHARED, 'isRequired', 'label', 'errorMessage'];
const ACTION = ['type', 'id', 'title', 'iconUrl', 'style', 'fallback', 'requires'];
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['type', 'version', 'body', 'actions', 'selectAction', 'fallbackText', 'backgroundImage', 'minHeight', 'speak', 'lang', 'verticalContentAlignment', '$schema'],
  TextBlock: [...SHARED, 'text', 'color', 'fontType', 'horizontalAlignment', 'isSubtle', 'maxLines', 'size', 'weight', 'wrap'],
  RichTextBlock: [...SHARED, 'inlines', 'horizontalAlignment'],
  TextRun: ['type', 'text', 'color', 'fontType', 'highlight', 'isSubtle', 'italic', 'selectAction', 'size', 'strikethrough', 'underline', 'weight'],
  Container: [...SHARED, 'items', 'selectAction', 'style', 'verticalContentAlignment', 'bleed', 'backgroundImage', 'minHeight'],
  Image: [...SHARED, 'url', 'altText', 'backgroundColor', 'horizontalAlignment', 'selectAction', 'size', 'style', 'width'],
  ActionSet: [...SHARED, 'actions'],
  'Input.Text': [...INPUT, 'isMultiline', 'maxLength', 'placeholder', 'regex', 'style', 'inlineAction', 'value'],
  'Action.Submit': [...ACTION, 'data', 'associatedInputs'],
  'Action.OpenUrl': [...ACTION, 'url'],
  'Action.ShowCard': [...ACTION, 'card'],
};

/** Why a message is refused with 400; undefined where it is fine. */
export function refusalOf(draft: Draft): string | undefined {
  const texts = [draft.text, draft.markdown, draft.html];
  if (texts.some((text) => text !== undefined && typeof text !== 'string')) return 'text, markdown and html must be strings.';
  if (texts.some((text) => Buffer.byteLength(text ?? '') > TEXT_LIMIT_BYTES)) return `Message length limited to ${TEXT_LIMIT_BYTES} bytes.`;
  const cards = draft.attachments ?? [];
  if (texts.every((text) => !text) && !draft.files?.length) return cards.length > 0 ? 'Text or markdown is required with a card.' : 'A message must have text, markdown or files.';
  if (cards.length > 1) return 'Only one card per message is supported.';
  if ((draft.files?.length ?? 0) > 1) return 'Only one file is allowed per message.';
  return cards[0] && (cards[0].contentType === CARD_TYPE ? refusalOfCard(cards[0].content) : 'contentType is not supported.');
}

function refusalOfCard(card: Record<string, unknown>): string | undefined {
  if (card?.type !== 'AdaptiveCard' || !['1.0', '1.1', '1.2', '1.3'].includes(String(card.version))) return 'Adaptive Cards up to version 1.3 are supported.';
  return refusalOfElement(card);
}

function refusalOfElement(element: Record<string, unknown>): string | undefined {
  const known = PROPERTIES[String(element.type)];
  if (!known) return `${String(element.type)} is not known in version 1.3.`;
  const strange = Object.keys(element).find((name) => !known.includes(name));
  if (strange) return `${String(element.type)} has no ${strange} in version 1.3.`;
  if (Array.isArray(element.actions) && element.actions.length > 5) return 'Cards may include up to five buttons (actions).';
  if (element.type === 'Action.Submit' && element.style !== undefined && !['default', 'positive', 'destructive'].some((style) => style === element.style)) return 'The style of an action is not known.';
  const inner = ['body', 'items', 'actions', 'inlines'].flatMap((list) => (Array.isArray(element[list]) ? (element[list] as Record<string, unknown>[]) : []));
  return inner.map(refusalOfElement).find(Boolean);
}
