/** Where a conversation can be reached through the Bot Connector: what is kept of it, as its channel alone reads it. */
export interface Address {
  /** As the sender calls its channel; local testing may use any name. */
  readonly channel: string;
  readonly serviceUrl: string;
  readonly conversation: string;
  readonly bot: string;
  readonly contact: string;
  /** Where Lotse is alone with one person who has a tenant: then that person can be found again. */
  readonly tenant?: string;
}

export function readAddress(address: string): Address {
  return JSON.parse(address) as Address;
}

/** A thread of a channel is named by its channel and its first message. */
export function outsideThread(address: string): string {
  const at = readAddress(address);
  return JSON.stringify({ ...at, conversation: at.conversation.replace(/;messageid=\d+$/, '') });
}
