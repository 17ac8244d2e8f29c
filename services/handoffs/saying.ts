/** What a saying is: one thing that was said in a conversation, in plain words, whoever said it and on whatever channel. Pure. */

export type SaidBy = 'contact' | 'lotse' | 'agent' | 'note' | 'event';

/** What happened to a handoff, or to something that was said. */
export type SayingEvent =
  | 'asked' | 'joined' | 'transferred' | 'released' | 'invited' | 'closed' | 'unanswered' | 'corrected' | 'moved' | 'rated' | 'started' | 'arrived'
  /** Of an earlier saying, named by `of`: its words were changed (`text` holds the new ones) or taken back by who said them. */
  | 'edited' | 'removed'
  /** What an agent said did not reach the contact, or nobody knows whether it did. */
  | 'undelivered' | 'unknown'
  /** Somebody wrote there who is not the contact, while nobody could be there. */
  | 'overheard';

/** What belongs to a saying beside its words; plain JSON. */
export interface AboutSaying {
  readonly event?: SayingEvent;
  /** What the channel calls the message, so that a later edit or removal finds it. */
  readonly message?: string;
  /** The earlier saying that it is about, by the channel's name of the message or by its activity. */
  readonly of?: string;
  /** What was pressed rather than written: the number of the card, and the choice on it; the saying with that card has its label. */
  readonly pressed?: { readonly card: string; readonly choice: string };
  /** The number of the card that Lotse said it on, and the choices there. */
  readonly card?: string;
  readonly choices?: readonly { readonly id: string; readonly label: string }[];
  /** Files that an agent sent with it, by their ids; what a contact attached is found by the conversation and the activity. */
  readonly files?: readonly string[];
  /** The language in which it was said. */
  readonly language?: string;
  /** Whom an event names: the agent who joined, to whom it went, who was invited. */
  readonly agent?: string;
  readonly to?: string;
  /** A field that was corrected, and its values; a place that was moved to; a reason, a rating. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  readonly reason?: string;
  readonly rating?: number;
}

/** As whoever looks at the chat sees it now: edits in place, no text for what was taken back, and nothing of events. */
export function asRead<Row extends { readonly by: string; readonly text: string; readonly activityId: string; readonly about?: unknown }>(rows: readonly Row[]): { readonly row: Row; readonly text: string | undefined }[] {
  const aboutOf = (row: Row) => (row.about ?? {}) as AboutSaying;
  const changes = new Map(rows.flatMap((row): (readonly [string, Row])[] => {
    const { event, of } = aboutOf(row);
    return of !== undefined && (event === 'edited' || event === 'removed') ? [[of, row]] : [];
  }));
  return rows.flatMap((row) => {
    if (row.by === 'event') return [];
    const change = changes.get(aboutOf(row).message ?? '') ?? changes.get(row.activityId);
    return [{ row, text: change ? (aboutOf(change).event === 'removed' ? undefined : change.text) : row.text }];
  });
}

/** One saying as a turn or the console leaves it; its conversation, activity and moment are those of the turn. */
export interface NewSaying {
  readonly by: SaidBy;
  readonly text: string;
  readonly about?: AboutSaying;
  readonly agentId?: string;
  readonly handoffId?: string;
}

/** A saying as it is kept; `id` rises within a conversation in the order in which things were said. */
export interface Saying extends NewSaying {
  readonly id: string;
  readonly conversationId: string;
  readonly activityId: string;
  readonly at: Date;
}
