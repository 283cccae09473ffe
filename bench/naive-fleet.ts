/*
 * What a list does that takes no trouble: the references of the fleet's bench. They run in the same window, where
 * nothing else of this file is there.
 */

export interface NaiveSearch {
  readonly count: number;
  readonly searches: readonly string[];
}

/** The time (ms) of each keystroke when it looks at every text of every object, lower-cased anew, and sorts what fits. */
export function searchNaively({ count, searches }: NaiveSearch): number[] {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `i-${(0x0a00_0000 + index).toString(16).padStart(17, '0')}`,
    name: `web-prod-${index}`,
    platform: 'Amazon Linux 2023',
    instanceType: 'm7g.large',
    privateIp: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    zone: 'eu-central-1a',
    computerName: `ip-10-0-0-${index}.compute.internal`,
    tags: { env: 'prod', app: 'web', team: 'core', owner: `owner-${index % 400}@example.com` },
  }));
  const times: number[] = [];
  for (const search of searches) {
    for (let length = 1; length <= search.length; length++) {
      const words = search.slice(0, length).toLowerCase().split(' ');
      const start = performance.now();
      nodes
        .filter(({ tags, ...fields }) => {
          const texts = [...Object.values(fields), ...Object.entries(tags).map((pair) => pair.join('='))];
          return words.every((word) => texts.some((text) => text.toLowerCase().includes(word)));
        })
        .sort((a, b) => a.name.localeCompare(b.name));
      times.push(performance.now() - start);
    }
  }
  return times;
}
