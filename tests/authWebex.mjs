export async function checkWebex() { return { holds: false, why: 'The Webex channel is not there.' }; }
