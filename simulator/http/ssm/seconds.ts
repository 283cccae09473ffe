/** JSON services write times as seconds with a fraction. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}
