/** Colours for people: none where the output is no terminal, where NO_COLOR is set (no-color.org), or TERM is dumb. */
export interface Style {
  bold(text: string): string;
  green(text: string): string;
  red(text: string): string;
  dim(text: string): string;
}

export function styleFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Style {
  const isOn = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const sgr = (open: number, close: number) => (text: string) =>
    isOn ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { bold: sgr(1, 22), green: sgr(32, 39), red: sgr(31, 39), dim: sgr(2, 22) };
}
