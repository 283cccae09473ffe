import type { Places } from './aws/places.js';
import { readWord, type FoundNode } from './target.js';

/**
 * Finds the node that is meant, and the place whose sessions lead to it. With one place an id is taken as it is: that
 * costs no look-up, and no loading of what looks up.
 *
 * @param word an id or a name, as typed
 * @param say tells the person of places that could not be looked in
 * @throws ProblemError `node.unknown-name`, `node.unknown-in-sources`, or `node.ambiguous-name` with the list
 */
export async function chooseNode(
  places: Places,
  word: string,
  say: (line: string) => void,
): Promise<FoundNode> {
  const meant = readWord(word);
  const isOne = places.sources.length === 1;
  if ('id' in meant && isOne)
    return { place: await places.first(), target: { id: meant.id, label: meant.id }, node: null };
  const { findIdAnywhere, findNamed, findNamedAnywhere } = await import('./find-node.js');
  const found =
    'id' in meant
      ? await findIdAnywhere(places, meant.id)
      : isOne
        ? await findNamed(await places.first(), meant.name)
        : await findNamedAnywhere(places, meant.name, say);
  // For the session itself the person may be asked for a code.
  return { ...found, place: await places.open(found.place.chosen) };
}
