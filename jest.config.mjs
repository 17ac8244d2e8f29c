/** Real parts in tests: the embedded database by default, PostgreSQL with TEST_DATABASE_URL (see tests/run.mjs). */
export default {
  testEnvironment: 'node',
  watchman: false,
  maxWorkers: 2,
  testSequencer: '<rootDir>/tests/jest/sequencer.cjs',
  testTimeout: 60_000,
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  globalSetup: '<rootDir>/tests/setup.mjs',
  globalTeardown: '<rootDir>/tests/teardown.mjs',
  // Packages that are ES modules only, which Node requires by itself and jest does not.
  transformIgnorePatterns: ['/node_modules/(?!(?:openid-client|oauth4webapi|jose)/)'],
  transform: { '^.+\\.ts$|/node_modules/(?:openid-client|oauth4webapi|jose)/.+\\.js$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' }] },
};
