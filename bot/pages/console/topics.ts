/** What a conversation can be about: a procedure, or something else. And why it ends. Each has its words; a test holds them equal to the procedures and reasons. */
import { reasons, topics } from '../../../locales/console/en.json';

export const TOPICS: readonly string[] = Object.keys(topics);
export const REASONS: readonly string[] = Object.keys(reasons);
