/** The channels by name, for services and operators that must tell them apart without knowing any. */

export interface ChannelName {
  readonly id: string;
  /** As operators read it. */
  readonly name: string;
  /** What is said there waits for whoever opens it. */
  readonly isPage: boolean;
  /** Whoever asks for a person there leaves for another company's engagement hub. */
  readonly hasHub?: true;
}

export const CHANNEL_NAMES: readonly ChannelName[] = [
  { id: 'msteams', name: 'Teams', isPage: false },
  { id: 'webex', name: 'Webex', isPage: false },
  { id: 'webchat', name: 'web chat', isPage: true },
  { id: 'engagementHub', name: 'engagement hub', isPage: false, hasHub: true },
  { id: 'emulator', name: 'local testing', isPage: false },
];
