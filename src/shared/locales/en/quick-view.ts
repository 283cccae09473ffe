/** The quick look into a file. */
export const quickViewWords = {
  quickView: {
    label: 'Quick view',
    close: 'Close the quick view',
    nothing: 'Nothing is selected.',
    empty: 'The file is empty.',
    bytes: 'binary',
    beginning: 'only the first {{size}}',
    largePicture: 'Pictures of more than {{size}} are not shown here.',
  },
};
