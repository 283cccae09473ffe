/** A text in the page. The page is told only when it changes: each time costs layout. */
export class WrittenText {
  public readonly node = document.createTextNode('');
  private text = '';

  public write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.node.data = text;
  }
}

/** The attributes of an element, written only when they change. */
export class WrittenAttributes<Name extends string> {
  private readonly values = new Map<Name, string | null>();

  public constructor(public readonly element: Element) {}

  /** Null takes the attribute away. */
  public write(name: Name, value: string | null): void {
    if ((this.values.get(name) ?? null) === value) return;
    this.values.set(name, value);
    if (value === null) this.element.removeAttribute(name);
    else this.element.setAttribute(name, value);
  }
}

/** Makes an element with the attributes and children given. */
export function element(
  attributes: Readonly<Record<string, string>>,
  children: readonly Node[] = [],
  name: 'div' | 'span' | 'strong' = 'div',
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
