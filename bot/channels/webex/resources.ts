/** What Lotse reads of the resources of Webex. Nothing is sure of what another service sends, so each field is looked at before it is used. Pure. */

export interface WebexMessage {
  readonly id?: unknown;
  readonly roomId?: unknown;
  readonly roomType?: unknown;
  readonly personId?: unknown;
  readonly personEmail?: unknown;
  readonly text?: unknown;
  readonly markdown?: unknown;
  readonly html?: unknown;
  readonly files?: unknown;
  readonly attachments?: unknown;
  readonly parentId?: unknown;
  readonly created?: unknown;
  readonly updated?: unknown;
}

/** A button that was pressed, with what was typed into its card. */
export interface WebexPress {
  readonly messageId?: unknown;
  readonly roomId?: unknown;
  readonly personId?: unknown;
  readonly inputs?: unknown;
  readonly created?: unknown;
}

export interface WebexMembership {
  readonly roomId?: unknown;
  readonly personId?: unknown;
  readonly roomType?: unknown;
  readonly created?: unknown;
}

export interface WebexRoom {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly lastActivity?: unknown;
}

export interface WebexWebhook {
  readonly id?: unknown;
  readonly targetUrl?: unknown;
  readonly resource?: unknown;
  readonly event?: unknown;
  readonly filter?: unknown;
  readonly secret?: unknown;
  readonly status?: unknown;
  readonly created?: unknown;
}

/** The bot itself. */
export interface Self {
  readonly id: string;
  readonly name: string;
}

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
/** Milliseconds, or NaN where it is no time. */
export const timeOf = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
