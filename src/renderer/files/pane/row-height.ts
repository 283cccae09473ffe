/** The height of a row and of the header; files.css has the same. */
export const ROW_HEIGHT_PX = 28;
