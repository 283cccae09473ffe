/** Files of nodes on their way to other programs. */
export const stagingWords = {
  staging: {
    label: 'Files for other programs',
    fetching: 'Being fetched',
    ready: 'Ready to be dragged out',
    drag: 'Drag it to the desktop or to another program',
    copy: 'Copy for pasting',
    end: 'Remove these copies',
  },
};
