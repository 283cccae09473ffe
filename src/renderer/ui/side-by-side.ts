/** The most terminals in one tab: on most screens, more would leave each too narrow for most programs. */
export const MOST_SIDE_BY_SIDE = 4;
