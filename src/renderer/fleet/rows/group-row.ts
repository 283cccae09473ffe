import { formatCount } from '../../ui/format.js';
import type { GroupLine } from '../find/row-list.js';
import type { RowIcons, RowPlace, RowsLook } from './row-look.js';
import { element, WrittenAttributes, WrittenText } from './written.js';

/** The id of a group's header element, for aria-activedescendant. */
export const groupElementId = (group: string): string => `fleet-group-${encodeURIComponent(group)}`;

/** The header of a group: its value, and how many nodes have it. */
export class GroupRow {
  public readonly element: HTMLElement;
  private readonly attributes: WrittenAttributes<
    'id' | 'class' | 'style' | 'aria-rowindex' | 'aria-expanded' | 'data-group'
  >;
  private readonly column = new WrittenText();
  private readonly value = new WrittenText();
  private readonly count = new WrittenText();

  public constructor({ arrow }: RowIcons) {
    const title = element({ class: 'fleet-group-title', role: 'gridcell' }, [
      arrow.cloneNode(true),
      element({ class: 'muted' }, [this.column.node], 'span'),
      element({}, [this.value.node], 'strong'),
      element({ class: 'fleet-count' }, [this.count.node], 'span'),
    ]);
    this.element = element({ role: 'row', 'aria-level': '1' }, [title]);
    this.attributes = new WrittenAttributes(this.element);
  }

  public draw({ group, count, isCollapsed }: GroupLine, { index, top }: RowPlace, look: RowsLook): void {
    const { attributes } = this;
    attributes.write('id', groupElementId(group));
    attributes.write('class', `fleet-row fleet-group${index === look.leadIndex ? ' is-lead' : ''}`);
    attributes.write('style', `transform: translateY(${top}px)`);
    attributes.write('aria-rowindex', String(index + 2));
    attributes.write('aria-expanded', String(!isCollapsed));
    attributes.write('data-group', group);
    this.column.write(look.group?.title ?? '');
    this.value.write(look.group?.titleOf(group) ?? '');
    this.count.write(formatCount(count));
  }
}
