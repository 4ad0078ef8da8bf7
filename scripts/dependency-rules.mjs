/** The dependency rules (ARCHITECTURE.md), as dependency-cruiser reads them. A new arrow needs a decision in docs/decisions/. */

/** A feature is a folder of server/src or client/src; other features see only its index.ts. */
const featureBoundary = (side, shared) => ({
  name: `${side}: features meet only at index.ts`,
  severity: 'error',
  from: { path: `^${side}/src/([^/]+)/`, pathNot: '\\.test\\.tsx?$' },
  to: {
    path: `^${side}/src/[^/]+/.+`,
    pathNot: [
      `^${side}/src/$1/`,
      `^${side}/src/[^/]+/index\\.tsx?$`,
      ...shared.map((folder) => `^${side}/src/${folder}/`),
    ],
  },
});

const only = (name, what, where) => ({
  name,
  severity: 'error',
  from: { pathNot: where },
  to: { path: what },
});

export const forbidden = [
  { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'what is imported exists',
    severity: 'error',
    from: {},
    // Addresses of files are Vite's to find: the build of the pages fails where there is none.
    to: { couldNotResolve: true, pathNot: ['\\.css$', '\\?url$', '^virtual:', '^vite/client$'] },
  },
  {
    name: 'the contract depends on zod alone',
    severity: 'error',
    from: { path: '^server/contract/' },
    to: { pathNot: ['^server/contract/', 'node_modules/zod/'] },
  },
  {
    name: 'client never imports server or sfu',
    severity: 'error',
    from: { path: '^client/' },
    to: { path: ['^server/src', '^sfu/'] },
  },
  {
    name: 'server never imports client or sfu',
    severity: 'error',
    from: { path: '^server/' },
    to: { path: ['^client/', '^sfu/'] },
  },
  {
    name: 'sfu node never imports server or client',
    severity: 'error',
    from: { path: '^sfu/' },
    to: { path: ['^client/', '^server/src'] },
  },
  only('mediasoup only in sfu/node', 'node_modules/mediasoup/', [
    '^sfu/node/',
    '^tests/conformance/',
    '^tests/bench/',
    '^tests/interop/',
    '^tests/weaklines/',
    '^tests/thirty/',
  ]),
  only('mediasoup-client only in client/meeting', 'node_modules/mediasoup-client/', [
    '^client/src/meeting/',
    '^tests/interop/',
    '^tests/weaklines/',
    '^tests/thirty/',
  ]),
  only(
    'Prisma only in db.ts and stores',
    ['node_modules/@prisma/', '^server/src/generated/'],
    ['^server/src/db\\.ts$', '^server/src/[^/]+/store\\.ts$', '^server/src/generated/', '^prisma/'],
  ),
  {
    name: "a feature's rules are pure",
    severity: 'error',
    from: {
      path: [
        '^server/src/request/request\\.ts$',
        '^server/src/schedule/(alternative-search|alternatives|case-holds|opening|slot)\\.ts$',
        '^server/src/calendar/(local-time|working-days|working-time|step-clock|thresholds|holiday-file)\\.ts$',
        '^server/src/reminder/reminder\\.ts$',
        '^server/src/notify/(text|when|facts|mail|message|invitation|recipients)\\.ts$',
        '^server/src/meeting/meeting\\.ts$',
        '^server/src/testcall/(gates|live-view|marks|simulation|slot|taking)\\.ts$',
        // Its nonces are a keyed hash, which is pure although it lies in node:crypto.
        '^server/src/measurement/(?!nonce\\.ts)[a-z-]+(?<!\\.test)\\.ts$',
        '^server/src/rubric/(judging|grading|overruling|check-rubric|rails)\\.ts$',
        '^server/src/certificate/(chunks|states)\\.ts$',
      ],
    },
    to: {
      path: [
        'node_modules/(express|socket\\.io|@prisma|pg)/',
        '^(node:)?(fs|crypto|net|timers)$',
        '/store\\.ts$',
        '/db\\.ts$',
      ],
    },
  },
  featureBoundary('server', ['database', 'generated']),
  featureBoundary('client', ['ui', 'api']),
  {
    name: 'ui knows no feature',
    severity: 'error',
    from: { path: '^client/src/ui/' },
    to: { path: '^client/src/(?!ui/|api/)[^/]+/' },
  },
];
