/**
 * Stands for fetch in the bundle of teamsHost.ts. teams-js asks a host of Microsoft for the origins of Teams as soon as it is
 * loaded; where that fails it takes the list that comes with it. So it fails here, before anything leaves.
 */
export function fetch(): Promise<never> {
  return Promise.reject(new Error('The list of origins is the one that comes with teams-js.'));
}
