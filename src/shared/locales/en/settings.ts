/** The page of settings. */
export const settingsWords = {
  settings: {
    title: 'Settings',
    about: 'Changes count as soon as they are made, unless a setting says otherwise.',
    search: 'Search settings',
    clearSearch: 'Show all settings',
    nothing: 'No setting matches.',
    openFile: 'Open settings.json',
    choose: 'Choose…',
    reset: 'Reset “{{title}}” to its default',
    standard: 'Default: {{value}}',
    proxyAddress: 'Address of the proxy',
    when: {
      'next-start': 'from the next start',
      'next-connection': 'from the next connection',
    },
    groups: {
      app: 'App',
      fleet: 'Fleet',
      files: 'Files',
      network: 'Network',
      sessionManager: 'Session Manager',
    },
    values: {
      on: 'On',
      off: 'Off',
      never: 'Never',
      desktop: 'What the desktop has for the file',
      usual: 'The usual authorities only',
      language: { system: 'As the system', en: 'English', ko: '한국어' },
      verify: { full: 'All of it (SHA-256)', sampled: 'Pieces of it', none: 'Not at all' },
      proxy: {
        system: 'As the environment or the system',
        none: 'None',
        address: 'This one',
      },
    },
    rows: {
      language: { title: 'Language', about: 'Of the window, its menu and the dialogs.' },
      fleet: {
        refreshSeconds: {
          title: 'List nodes again every',
          about: 'While the window is in use. Whenever AWS asks to slow down, the pause doubles.',
        },
      },
      files: {
        editor: {
          title: 'Editor',
          about: 'Opens files of nodes for editing. Arguments for it can be added in settings.json.',
        },
        showHidden: { title: 'Hidden files', about: 'Show names that begin with a dot in file panes.' },
        followShell: {
          title: 'Follow the shell',
          about: 'The pane of the node’s files goes where its shell goes.',
        },
        jobs: {
          verify: {
            title: 'Compare copies',
            about: 'Before a copy takes its name, it is compared with its source.',
          },
          sessions: {
            title: 'More sessions for big jobs',
            about: 'AWS holds each session to about 1 MB/s downwards; several are faster by as much.',
          },
          bytesPerSecond: {
            title: 'Speed limit',
            about: 'Of all jobs of a connection together, each direction by itself.',
          },
        },
      },
      network: {
        proxy: {
          title: 'Proxy',
          about: 'For AWS’s API and for sessions. NO_PROXY excepts hosts from it. Its password is not shown.',
        },
        caBundle: {
          title: 'More authorities to trust',
          about: 'A file of certificates (PEM), as companies that inspect TLS have them.',
        },
      },
      sessionManager: {
        payloadBytes: {
          title: 'Bytes in a message',
          about:
            'More than AWS’s own 1,024 make uploads cheaper. Each connection tries whether its node takes them.',
        },
      },
    },
  },
};
