import type { IndexedNode } from '../../../shared/query/indexed-node.js';
import { reachTone } from '../reach.js';
import type { RowIcons, RowsLook } from './row-look.js';
import { element, WrittenAttributes, WrittenText } from './written.js';

/** The cell that says what a row is: its node's dot, name and star. */
export class NameCell {
  public readonly element: HTMLElement;
  /** The name itself, which a search may have found. */
  public readonly text = new WrittenText();
  private readonly dot = new WrittenAttributes<'class'>(element({ 'aria-hidden': 'true' }, [], 'span'));
  private readonly name = new WrittenAttributes<'class'>(element({}, [this.text.node], 'span'));
  private readonly marks = new WrittenText();
  private readonly star: WrittenAttributes<'class' | 'title'>;

  public constructor(icons: RowIcons) {
    // For the mouse; the keyboard has a key for it, and the details have a button.
    const star = element({ 'aria-hidden': 'true' }, [icons.star.cloneNode(true)], 'span');
    this.star = new WrittenAttributes(star);
    const marks = element({ class: 'visually-hidden' }, [this.marks.node], 'span');
    const children = [this.dot.element, this.name.element, marks, star];
    this.element = element(
      { class: 'fleet-cell fleet-name', role: 'gridcell', 'data-column': 'name' },
      children,
    );
  }

  public draw({ node, id, reach }: IndexedNode, { words, connectedIds, favourites }: RowsLook): void {
    const isFavourite = favourites.has(id);
    this.dot.write('class', `dot dot-${reachTone(reach)}`);
    this.text.write(node.name === '' ? words.unnamed : node.name);
    this.name.write('class', node.name === '' ? 'fleet-text is-unnamed' : 'fleet-text');
    this.marks.write(
      [connectedIds.has(id) && words.isConnected, isFavourite && words.isFavourite].filter(Boolean).join(' '),
    );
    this.star.write('class', isFavourite ? 'fleet-star is-favourite' : 'fleet-star');
    this.star.write('title', isFavourite ? words.removeFavourite : words.addFavourite);
  }
}
