/** Under which name the dialog about topics is known to the others. Pure. */
export const TOPIC_DIALOG = 'topic';

/** `which`: a few topics are close. `answer`: a question was answered, and nothing else is under way. */
export type TopicOptions = { readonly view: 'which'; readonly topics: readonly string[] } | { readonly view: 'answer'; readonly topic: string };
